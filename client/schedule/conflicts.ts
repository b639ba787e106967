import { overlap } from "../../shared/ticket/overlap.ts";
import type { Session } from "../../shared/ticket/state.ts";

export type Planned = { ticketId: string; title: string | null; session: Session };

/** Sessions that overlap a time; one that ends as the other begins does not. Times in ms. */
export function conflictsWith(
  wanted: { startsAt: number; minutes: number; ticketId: string },
  planned: readonly Planned[],
): Planned[] {
  // A ticket's own session is what is being replaced.
  return planned.filter(({ ticketId, session }) => ticketId !== wanted.ticketId && overlap(wanted, session));
}

/** The next half hour that is at least an hour away: a first suggestion and no more. */
export function suggestedStart(now: number): number {
  const halfHour = 30 * 60_000;
  return Math.ceil((now + 2 * halfHour) / halfHour) * halfHour;
}
