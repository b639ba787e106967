import type { EntryOf, EntryType } from "../entries/entry.ts";
import type { TicketState } from "../ticket/state.ts";
import { type Actor, system } from "./actor.ts";
import type { Scene } from "./scene.ts";
import type { ActorName, ReaderName, Situation } from "./table.arbitrary.ts";

export const now = Date.UTC(2026, 2, 2, 10, 2);
export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
export const sessionId = "5d2c2f3e-0c1a-4b7e-8a44-1d7c5a7f9b02";
export const otherSessionId = "7a0e1c44-9b51-4c29-8f0d-2f3f0b6c1e10";
export const messageId = "0e9d1d2a-7f9f-4c39-9a66-6d1f0c3b2a01";

function active(id: string, role: Actor["role"]): Actor {
  return { id, role, status: "active" };
}

/** The people of the tables, by the name of their row. */
export const cast: { readonly [Name in ActorName | ReaderName]: Actor } = {
  owner: active("sam", "student"),
  student: active("sue", "student"),
  assigned: active("carl", "counselor"),
  counselor: active("cora", "counselor"),
  admin: active("anna", "admin"),
  proved: { ...active("anna", "admin"), proved: true },
  accessing: active("abel", "admin"),
  expired: active("alma", "admin"),
  system,
};

/** A ticket of sam's in this situation, which carl has unless it is open. */
export function ticketIn(situation: Situation, changes: Partial<TicketState> = {}): TicketState | null {
  if (situation === "none") return null;
  const opened = { id: sessionId, type: "ticket.opened", by: "sam", at: now - 3 * dayMs } as const;
  const running = situation === "scheduled" || situation === "in_progress";
  return {
    id: "3b1f6a0e-5a55-4f1b-9a3c-6f0f4f0d2a11",
    student: "sam",
    status: situation,
    category: "stress",
    urgency: "medium",
    mode: "video",
    assigned: situation === "open" ? null : "carl",
    session: running ? { sessionId, startsAt: now, minutes: 50, mode: "video", timeZone: "UTC" } : null,
    openedAt: opened.at,
    claimedAt: situation === "open" ? null : opened.at + hourMs,
    endedAt: situation === "completed" || situation === "closed" ? now - dayMs : null,
    changedAt: now - dayMs,
    access: [
      { admin: "abel", at: now - hourMs, until: now + hourMs },
      { admin: "alma", at: now - 25 * hourMs, until: now },
    ],
    causes: { status: opened, assigned: null, session: null },
    ...changes,
  };
}

/** sam wrote the one message there is; carl, cora and the admins have active accounts. */
export function sceneOf(ticket: TicketState | null, first: boolean): Scene {
  return {
    ticket,
    first,
    authorOf: (message) => (message === messageId ? "sam" : null),
    roleOf: (person) => {
      const known = Object.values(cast).find((actor) => actor.id === person);
      return known === undefined || known.role === "system" ? null : known.role;
    },
    now,
  };
}

const envelope = { id: "0b8f6a0e-5a55-4f1b-9a3c-6f0f4f0d2a11", by: "whoever", at: now };

/** One entry of each type, for the ticket and the session above. */
export const samples: { readonly [Type in EntryType]: EntryOf<Type> } = {
  "ticket.opened": {
    ...envelope,
    type: "ticket.opened",
    category: "stress",
    urgency: "medium",
    mode: "video",
  },
  "ticket.edited": { ...envelope, type: "ticket.edited", mode: "audio" },
  "ticket.triaged": { ...envelope, type: "ticket.triaged", urgency: "crisis" },
  "ticket.claimed": { ...envelope, type: "ticket.claimed" },
  "ticket.unclaimed": { ...envelope, type: "ticket.unclaimed", reason: "workload" },
  "ticket.assigned": { ...envelope, type: "ticket.assigned", to: "cora" },
  "session.scheduled": {
    ...envelope,
    type: "session.scheduled",
    sessionId,
    startsAt: now + dayMs,
    minutes: 50,
    mode: "video",
    timeZone: "Europe/Berlin",
  },
  "session.cancelled": { ...envelope, type: "session.cancelled", sessionId, reason: "illness" },
  "session.started": { ...envelope, type: "session.started" },
  "session.completed": { ...envelope, type: "session.completed", attendance: "attended" },
  "ticket.closed": { ...envelope, type: "ticket.closed", resolution: "helped" },
  "ticket.reopened": { ...envelope, type: "ticket.reopened" },
  "access.opened": { ...envelope, type: "access.opened", until: now + hourMs },
  "account.recovered": { ...envelope, type: "account.recovered", person: "sam" },
  "request.written": { ...envelope, type: "request.written", title: "Exams", description: "" },
  "request.edited": { ...envelope, type: "request.edited", title: "Exam" },
  "chat.message": { ...envelope, type: "chat.message", body: "hello" },
  "chat.redacted": { ...envelope, type: "chat.redacted", message: messageId },
  "chat.seen": { ...envelope, type: "chat.seen", upTo: messageId },
  "session.linked": {
    ...envelope,
    type: "session.linked",
    sessionId,
    url: "https://meet.example/a",
    provider: "pasted",
  },
  "session.linkFailed": { ...envelope, type: "session.linkFailed", sessionId, code: "quota" },
};

/** Is this the entry that begins its log? */
export function begins(type: EntryType, situation: Situation): boolean {
  return type === "request.written" || (type === "ticket.opened" && situation === "none");
}
