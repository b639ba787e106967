import {
  type Draft,
  type Entry,
  type EntryType,
  logKindOf,
  type ParsedEntry,
  parseEntry,
} from "../../shared/entries/entry.ts";
import type { TicketState } from "../../shared/ticket/state.ts";

/** A draft with its envelope, checked by the schema that the server uses. */
export function parseDraft(draft: Draft, envelope: { id: string; by: string; at: number }): ParsedEntry {
  return parseEntry(logKindOf(draft.type), { ...draft, ...envelope });
}

/** The draft an entry was made from. */
export function draftOf(entry: Entry): Draft {
  const { id: _id, by: _by, at: _at, ...draft } = entry;
  return draft;
}

const anyId = "00000000-0000-4000-8000-000000000000";

/**
 * A draft of this type with some payload that fits the ticket, to ask the policy whether it could be allowed.
 * @param until a time some hours ahead, within what the policy takes for a session and for emergency access
 */
export function sampleDraft(type: EntryType, ticket: TicketState | null, until: number): Draft {
  const sessionId = ticket?.session?.sessionId ?? anyId;
  const samples: { [Type in EntryType]: Extract<Draft, { type: Type }> } = {
    "ticket.opened": { type: "ticket.opened", category: "other", urgency: "low", mode: "chat" },
    "ticket.edited": { type: "ticket.edited", mode: "chat" },
    "ticket.triaged": { type: "ticket.triaged", urgency: "low" },
    "ticket.claimed": { type: "ticket.claimed" },
    "ticket.unclaimed": { type: "ticket.unclaimed", reason: "other" },
    "ticket.assigned": { type: "ticket.assigned", to: "someone" },
    "session.scheduled": {
      type: "session.scheduled",
      sessionId: anyId,
      startsAt: until,
      minutes: 30,
      mode: "chat",
      timeZone: "UTC",
    },
    "session.cancelled": { type: "session.cancelled", sessionId, reason: "other" },
    "session.started": { type: "session.started" },
    "session.completed": { type: "session.completed", attendance: "attended" },
    "ticket.closed": { type: "ticket.closed", resolution: "other" },
    "ticket.reopened": { type: "ticket.reopened" },
    "access.opened": { type: "access.opened", until },
    "account.recovered": { type: "account.recovered", person: anyId },
    "request.written": { type: "request.written", title: "title", description: "" },
    "request.edited": { type: "request.edited", title: "title" },
    "chat.message": { type: "chat.message", body: "body" },
    "chat.redacted": { type: "chat.redacted", message: anyId },
    "chat.seen": { type: "chat.seen", upTo: anyId },
    "session.linked": { type: "session.linked", sessionId, url: "https://example.org/", provider: "pasted" },
    "session.linkFailed": { type: "session.linkFailed", sessionId, code: "failed" },
  };
  return samples[type];
}
