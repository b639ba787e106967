import type { TicketState } from "../ticket/state.ts";

/** Which aspect of the ticket a rule turns on: its cause is the entry that won. Null: nobody won, it was never allowed. */
export type Aspect = keyof TicketState["causes"];

type Rule = { aspect: Aspect | null; sentence: string };

/** Every reason to say no, once, with its sentence for people. A name is kept for ever: trays hold it. */
export const rules = {
  "account-active": { aspect: null, sentence: "Your account is not active." },
  "ticket-exists": { aspect: null, sentence: "There is no such ticket, or it is not yours to see." },

  "needs-newer-app": {
    aspect: null,
    sentence: "Something here needs a newer version of Alcove. Update, then try again.",
  },

  "open-needs-student": {
    aspect: null,
    sentence: "Only a student can open a ticket, and only for themselves.",
  },
  "open-needs-first": { aspect: null, sentence: "This ticket has been opened already." },
  "open-needs-few": {
    aspect: null,
    sentence: "You have 20 open requests. Write in one of them, or close one first.",
  },

  "edit-needs-owner": { aspect: null, sentence: "Only the student who opened this ticket can change it." },
  "edit-needs-open-or-claimed": {
    aspect: "status",
    sentence: "A ticket can be changed only while it is open or claimed.",
  },

  "triage-needs-care": {
    aspect: "assigned",
    sentence: "Only the counselor who has this ticket, or an admin, can set its urgency now.",
  },
  "triage-needs-not-closed": { aspect: "status", sentence: "This ticket is closed." },

  "claim-needs-counselor": { aspect: null, sentence: "Only a counselor can claim a ticket." },
  "claim-needs-open": { aspect: "status", sentence: "Only an open ticket can be claimed." },

  "unclaim-needs-assigned": {
    aspect: "assigned",
    sentence: "Only the counselor who has this ticket can give it back.",
  },
  "unclaim-needs-running": { aspect: "status", sentence: "This ticket is not claimed, or is over already." },

  "assign-needs-assigned-or-admin": {
    aspect: "assigned",
    sentence: "Only the counselor who has this ticket, or an admin, can hand it over.",
  },
  "assign-needs-running": {
    aspect: "status",
    sentence: "A ticket that is completed or closed is not handed over.",
  },
  "assign-needs-active-counselor": {
    aspect: null,
    sentence: "A ticket can be handed only to a counselor whose account is active.",
  },

  "schedule-needs-assigned": {
    aspect: "assigned",
    sentence: "Only the counselor who has this ticket can schedule a session.",
  },
  "schedule-needs-claimed": {
    aspect: "status",
    sentence: "A session needs a ticket that is claimed and not over.",
  },
  "schedule-needs-near": {
    aspect: null,
    sentence: "Choose a date within the next two years, and not in the past.",
  },
  "schedule-needs-known-zone": {
    aspect: null,
    sentence: "The server does not know this time zone. Choose another one.",
  },

  "cancel-needs-participant": {
    aspect: "assigned",
    sentence: "Only the student and the counselor who has this ticket can cancel its session.",
  },
  "cancel-needs-scheduled": { aspect: "status", sentence: "There is no scheduled session to cancel." },
  "cancel-needs-that-session": {
    aspect: "session",
    sentence: "That session has been replaced or cancelled.",
  },

  "start-needs-assigned": {
    aspect: "assigned",
    sentence: "Only the counselor who has this ticket can start a session.",
  },
  "start-needs-claimed-or-scheduled": {
    aspect: "status",
    sentence: "A session can start only while the ticket is claimed or scheduled.",
  },
  "start-needs-that-session": { aspect: "session", sentence: "That session has been replaced or cancelled." },

  "complete-needs-assigned": {
    aspect: "assigned",
    sentence: "Only the counselor who has this ticket can complete its session.",
  },
  "complete-needs-session": { aspect: "status", sentence: "There is no session to complete." },

  "close-needs-participant-or-admin": {
    aspect: "assigned",
    sentence: "Only the student, the counselor who has this ticket, or an admin can close it.",
  },
  "close-needs-not-closed": { aspect: "status", sentence: "This ticket is closed already." },

  "reopen-needs-participant-or-admin": {
    aspect: "assigned",
    sentence: "Only the student, the counselor who has this ticket, or an admin can reopen it.",
  },
  "reopen-needs-ended": { aspect: "status", sentence: "This ticket is not completed or closed." },
  "reopen-needs-30-days": {
    aspect: "status",
    sentence: "A ticket can be reopened within 30 days of its end. Please open a new one.",
  },

  "access-needs-admin": { aspect: null, sentence: "Only an admin can open emergency access." },
  "access-needs-proof": { aspect: null, sentence: "Emergency access needs your password again." },
  "access-needs-24-hours": { aspect: null, sentence: "Emergency access ends after 24 hours at the latest." },

  "write-needs-owner": {
    aspect: null,
    sentence: "Only the student who opened this ticket can write its request.",
  },
  "write-needs-first": { aspect: null, sentence: "This request has been written already." },
  "edit-needs-written": { aspect: null, sentence: "This request has not been written yet." },

  "chat-needs-participant": {
    aspect: "assigned",
    sentence: "Only the student and the counselor who has this ticket can write here.",
  },
  "chat-needs-not-closed": { aspect: "status", sentence: "This ticket is closed." },
  "attachment-needs-upload": {
    aspect: null,
    sentence: "A file of this message is not on the server, so the message could not be sent.",
  },
  "redact-needs-author": { aspect: null, sentence: "Only who wrote a message can take it back." },

  "link-needs-system-or-pasted": {
    aspect: "assigned",
    sentence: "Only the counselor who has this ticket can paste a meeting link.",
  },
  "recovered-needs-system": {
    aspect: null,
    sentence: "Only the server can report that an account was recovered.",
  },
  "link-failed-needs-system": { aspect: null, sentence: "Only the server can report that a link failed." },
  "link-needs-session": {
    aspect: "session",
    sentence: "That session has been replaced, cancelled or is over.",
  },

  "notes-needs-assigned": {
    aspect: "assigned",
    sentence: "Only the counselor who has this ticket can write its notes.",
  },
  "notes-needs-not-closed": { aspect: "status", sentence: "This ticket is closed." },
} as const satisfies Record<string, Rule>;

export type RuleName = keyof typeof rules;

/** The name itself if it is a rule of ours; null for a rule of a newer server. */
export function ruleNamed(name: string): RuleName | null {
  return name in rules && Object.hasOwn(rules, name) ? (name as RuleName) : null;
}

export function aspectOf(rule: RuleName): Aspect | null {
  return rules[rule].aspect;
}
