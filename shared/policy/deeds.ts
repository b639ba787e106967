import type { EntryType } from "../entries/entry.ts";

/** What an entry of each type did, in words that follow a name. */
export const deeds: { readonly [Type in EntryType]: string } = {
  "ticket.opened": "opened this ticket",
  "ticket.edited": "changed this ticket",
  "ticket.triaged": "changed the urgency",
  "ticket.claimed": "claimed this ticket",
  "ticket.unclaimed": "gave this ticket back",
  "ticket.assigned": "handed this ticket over",
  "session.scheduled": "scheduled a session",
  "session.cancelled": "cancelled the session",
  "session.started": "started the session",
  "session.completed": "completed the session",
  "ticket.closed": "closed this ticket",
  "ticket.reopened": "reopened this ticket",
  "access.opened": "opened emergency access",
  "account.recovered": "noted that an account got a new password",
  "request.written": "wrote the request",
  "request.edited": "changed the request",
  "chat.message": "wrote a message",
  "chat.redacted": "took a message back",
  "chat.seen": "read the messages",
  "session.linked": "added a meeting link",
  "session.linkFailed": "could not make a meeting link",
};
