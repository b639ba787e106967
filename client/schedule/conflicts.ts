import type { Session } from "../../shared/ticket/state.ts";

export type Planned = { ticketId: string; title: string | null; session: Session };

/** Sessions that overlap a time; one that ends as the other begins does not. Times in ms. */
export function conflictsWith(
  wanted: { startsAt: number; minutes: number; ticketId: string },
  planned: readonly Planned[],
): Planned[] {
  const end = wanted.startsAt + wanted.minutes * 60_000;
  return planned.filter(({ ticketId, session }) => {
    // A ticket's own session is what is being replaced.
    if (ticketId === wanted.ticketId) return false;
    return session.startsAt < end && wanted.startsAt < session.startsAt + session.minutes * 60_000;
  });
}

/** The next half hour that is at least an hour away: a first suggestion and no more. */
export function suggestedStart(now: number): number {
  const halfHour = 30 * 60_000;
  return Math.ceil((now + 2 * halfHour) / halfHour) * halfHour;
}
