/** When a session is; times in ms. */
export type Span = { startsAt: number; minutes: number };

/** Whether two sessions overlap; one that ends as the other begins does not. */
export function overlap(a: Span, b: Span): boolean {
  return a.startsAt < endOf(b) && b.startsAt < endOf(a);
}

function endOf({ startsAt, minutes }: Span): number {
  return startsAt + minutes * 60_000;
}
