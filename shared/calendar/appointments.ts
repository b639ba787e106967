import type { TicketEntry } from "../entries/ticket-entries.ts";
import { cameAfterStart } from "../ticket/came-after-start.ts";
import { foldTicket } from "../ticket/fold.ts";
import type { Session, TicketState } from "../ticket/state.ts";

/** A session as one person's calendar knows it. Times in ms. */
export type Appointment = {
  sessionId: string;
  startsAt: number;
  minutes: number;
  timeZone: string;
  state: "planned" | "held" | "cancelled";
  /** Counts every change of it (RFC 5545 3.8.7.4), so that a calendar knows which of two is newer. */
  sequence: number;
  changedAt: number;
};

/**
 * The sessions of one ticket for its student or for a counselor who had it, read off the ticket's own log. Who is handed
 * a ticket has its session from then on, and who hands it over has it cancelled: a calendar must be told of an end.
 * A time that had passed when it was sent is in no calendar, and ends the one that it replaces.
 * @param acceptedAt when the server took each entry, ms, by its id
 */
export function appointmentsOf(
  personId: string,
  ticketId: string,
  entries: readonly TicketEntry[],
  acceptedAt: ReadonlyMap<string, number | undefined> = new Map(),
): Appointment[] {
  const known = new Map<string, Appointment>();
  let planned: Appointment | undefined;
  let state: TicketState | null = null;
  let late = false;
  for (const entry of entries) {
    state = foldTicket(ticketId, state, entry);
    if (state === null) continue;
    const mine = state.student === personId || state.assigned === personId;
    if (entry.type === "session.scheduled") late = cameAfterStart(entry, acceptedAt.get(entry.id));
    const current = mine && !late ? state.session : null;
    // One is planned at most: a look through all of them for each entry would cost their square.
    if (planned !== undefined && planned.sessionId !== current?.sessionId)
      known.set(planned.sessionId, ended(planned, entry, mine));
    if (current !== null) plan(known, current, entry.at);
    planned = current === null ? undefined : known.get(current.sessionId);
  }
  return [...known.values()].sort((a, b) => a.startsAt - b.startsAt);
}

/** A session that was completed, or that had begun when its ticket was closed, took place; any other end cancels it. */
function ended(appointment: Appointment, entry: TicketEntry, mine: boolean): Appointment {
  const took =
    mine &&
    (entry.type === "session.completed" ||
      (entry.type === "ticket.closed" && entry.at >= appointment.startsAt));
  return {
    ...appointment,
    state: took ? "held" : "cancelled",
    sequence: appointment.sequence + 1,
    changedAt: entry.at,
  };
}

function plan(known: Map<string, Appointment>, session: Session, at: number): void {
  const { sessionId, startsAt, minutes, timeZone } = session;
  const before = known.get(sessionId);
  const same =
    before?.state === "planned" &&
    before.startsAt === startsAt &&
    before.minutes === minutes &&
    before.timeZone === timeZone;
  if (same) return;
  const sequence = before === undefined ? 0 : before.sequence + 1;
  known.set(sessionId, { sessionId, startsAt, minutes, timeZone, state: "planned", sequence, changedAt: at });
}
