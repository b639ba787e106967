import type { TicketRow } from "./schema.ts";

/** How a session that stands came too late: it was sent after its own time, or its time passed and it waits here still. */
export type Lateness = "sent-late" | "unsent";

/**
 * Null while a session is what it says: planned.
 * @param now ms, by the server's clock where the screen follows it
 */
export function lateSession(
  { state, base, sessionLate }: Pick<TicketRow, "state" | "base" | "sessionLate">,
  now: number,
): Lateness | null {
  const { session, causes } = state;
  if (session === null || state.status !== "scheduled") return null;
  if (base?.causes.session?.id !== causes.session?.id) return session.startsAt <= now ? "unsent" : null;
  return sessionLate === true ? "sent-late" : null;
}
