import type { TicketEntry } from "../entries/ticket-entries.ts";
import { unreachable } from "../unreachable.ts";
import type { Cause, Session, TicketState } from "./state.ts";

/** More than this many emergency accesses to one ticket and the oldest leave the folded state, not the log. */
const accessesKept = 20;

/**
 * Applies one accepted entry. Total over every state: what may follow what is the policy's to say,
 * so a replay of a log never fails. The first entry must be `ticket.opened`.
 */
export function foldTicket(
  ticketId: string,
  state: TicketState | null,
  entry: TicketEntry,
): TicketState | null {
  if (state === null) return entry.type === "ticket.opened" ? opened(ticketId, entry) : null;
  const changed = { ...state, changedAt: entry.at };
  switch (entry.type) {
    case "ticket.opened":
      return state;
    case "ticket.edited":
      return { ...changed, category: entry.category ?? state.category, mode: entry.mode ?? state.mode };
    case "ticket.triaged":
      return { ...changed, category: entry.category ?? state.category, urgency: entry.urgency };
    case "ticket.claimed":
      return withStatus(assignedTo(changed, entry.by, entry), "claimed", entry);
    case "ticket.unclaimed":
      return withStatus(withoutSession(assignedTo(changed, null, entry), entry), "open", entry);
    case "ticket.assigned": {
      const handed = assignedTo(changed, entry.to, entry);
      return state.status === "open" ? withStatus(handed, "claimed", entry) : handed;
    }
    case "session.scheduled":
      return withStatus(withSession(changed, sessionOf(entry), entry), "scheduled", entry);
    case "session.cancelled":
      return withStatus(withoutSession(changed, entry), "claimed", entry);
    case "session.started":
      return withStatus(changed, "in_progress", entry);
    case "session.completed":
      return ended(withStatus(withoutSession(changed, entry), "completed", entry), entry.at);
    case "ticket.closed":
      return ended(withStatus(withoutSession(changed, entry), "closed", entry), entry.at);
    case "ticket.reopened":
      return ended(withStatus(changed, state.assigned === null ? "open" : "claimed", entry), null);
    case "access.opened":
      return { ...changed, access: [...state.access, accessOf(entry)].slice(-accessesKept) };
    case "account.recovered":
      return changed;
    default:
      return unreachable(entry);
  }
}

function opened(id: string, entry: Extract<TicketEntry, { type: "ticket.opened" }>): TicketState {
  return {
    id,
    student: entry.by,
    status: "open",
    category: entry.category,
    urgency: entry.urgency,
    mode: entry.mode,
    assigned: null,
    session: null,
    openedAt: entry.at,
    claimedAt: null,
    endedAt: null,
    changedAt: entry.at,
    access: [],
    causes: { status: causeOf(entry), assigned: null, session: null },
  };
}

/** The reference to an entry that a refusal may name. */
export function causeOf(entry: TicketEntry): Cause {
  return { id: entry.id, type: entry.type, by: entry.by, at: entry.at };
}

function withStatus(state: TicketState, status: TicketState["status"], entry: TicketEntry): TicketState {
  return { ...state, status, causes: { ...state.causes, status: causeOf(entry) } };
}

function assignedTo(state: TicketState, person: string | null, entry: TicketEntry): TicketState {
  return {
    ...state,
    assigned: person,
    claimedAt: person === null ? null : entry.at,
    causes: { ...state.causes, assigned: causeOf(entry) },
  };
}

function withSession(state: TicketState, session: Session, entry: TicketEntry): TicketState {
  return { ...state, session, causes: { ...state.causes, session: causeOf(entry) } };
}

function withoutSession(state: TicketState, entry: TicketEntry): TicketState {
  if (state.session === null) return state;
  return { ...state, session: null, causes: { ...state.causes, session: causeOf(entry) } };
}

function ended(state: TicketState, at: number | null): TicketState {
  return { ...state, endedAt: at };
}

function sessionOf(entry: Extract<TicketEntry, { type: "session.scheduled" }>): Session {
  const { sessionId, startsAt, minutes, mode, timeZone } = entry;
  return { sessionId, startsAt, minutes, mode, timeZone };
}

function accessOf(entry: Extract<TicketEntry, { type: "access.opened" }>) {
  return { admin: entry.by, at: entry.at, until: entry.until };
}
