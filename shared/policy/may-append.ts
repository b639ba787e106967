import { isTimeZone } from "../calendar/zoned.ts";
import type { Entry, EntryOf, EntryType } from "../entries/entry.ts";
import type { TicketState } from "../ticket/state.ts";
import type { Actor } from "./actor.ts";
import {
  anyOf,
  type Demand,
  isAdmin,
  isAssignedCounselor,
  isCounselor,
  isCounselorWhileOpen,
  isStudent,
  isSystem,
  isTicketStudent,
  while_,
  whileNot,
} from "./demands.ts";
import { mayHold } from "./may-hold.ts";
import type { RuleName } from "./rules.ts";
import type { Scene } from "./scene.ts";

export type Ruling = { allowed: true } | { allowed: false; rule: RuleName };

/** A student may take up a ticket again for so long after its end. */
export const reopenDays = 30;
/** Emergency access lasts so long at most. */
export const accessHours = 24;
/** Tickets of one student that have not ended: more than anybody needs at a time, few enough to be answered. */
export const openTicketsAtMost = 20;
/** A session begins at most so many days from now. */
export const scheduleAheadDays = 731;
/** And at most so many days ago: a device that was offline sends what was planned meanwhile. */
export const scheduleBehindDays = 7;
const dayMs = 86_400_000;
const hourMs = 3_600_000;

const participant = anyOf(isTicketStudent, isAssignedCounselor);

const demands: { [Type in EntryType]: Demand<EntryOf<Type>>[] } = {
  "ticket.opened": [
    { rule: "open-needs-student", holds: isStudent },
    { rule: "open-needs-first", holds: (_, scene) => scene.first && scene.ticket === null },
    { rule: "open-needs-few", holds: hasFewTickets },
  ],
  "ticket.edited": [
    { rule: "edit-needs-owner", holds: isTicketStudent },
    { rule: "edit-needs-open-or-claimed", holds: while_("open", "claimed") },
  ],
  "ticket.triaged": [
    { rule: "triage-needs-not-closed", holds: whileNot("closed") },
    { rule: "triage-needs-care", holds: anyOf(isCounselorWhileOpen, isAssignedCounselor, isAdmin) },
  ],
  "ticket.claimed": [
    { rule: "claim-needs-counselor", holds: isCounselor },
    { rule: "claim-needs-open", holds: while_("open") },
  ],
  "ticket.unclaimed": [
    { rule: "unclaim-needs-assigned", holds: anyOf(isAssignedCounselor, isAdmin, isSystem) },
    { rule: "unclaim-needs-running", holds: while_("claimed", "scheduled", "in_progress") },
  ],
  "ticket.assigned": [
    { rule: "assign-needs-assigned-or-admin", holds: anyOf(isAdmin, isAssignedCounselor) },
    { rule: "assign-needs-running", holds: whileNot("completed", "closed") },
    {
      rule: "assign-needs-active-counselor",
      holds: (_, scene, entry) => mayHold(scene.roleOf, entry.to),
    },
  ],
  "session.scheduled": [
    { rule: "schedule-needs-assigned", holds: isAssignedCounselor },
    { rule: "schedule-needs-claimed", holds: while_("claimed", "scheduled", "in_progress") },
    {
      rule: "schedule-needs-near",
      holds: (_, { now }, { startsAt }) =>
        startsAt >= now - scheduleBehindDays * dayMs && startsAt <= now + scheduleAheadDays * dayMs,
    },
    { rule: "schedule-needs-known-zone", holds: (_actor, _scene, { timeZone }) => isTimeZone(timeZone) },
  ],
  "session.cancelled": [
    { rule: "cancel-needs-participant", holds: participant },
    { rule: "cancel-needs-scheduled", holds: while_("scheduled") },
    { rule: "cancel-needs-that-session", holds: sessionStands },
  ],
  "session.started": [
    { rule: "start-needs-assigned", holds: isAssignedCounselor },
    { rule: "start-needs-claimed-or-scheduled", holds: while_("claimed", "scheduled") },
    {
      rule: "start-needs-that-session",
      holds: (_, { ticket }, { sessionId }) =>
        sessionId === undefined || ticket?.session?.sessionId === sessionId,
    },
  ],
  "session.completed": [
    { rule: "complete-needs-assigned", holds: isAssignedCounselor },
    { rule: "complete-needs-session", holds: while_("scheduled", "in_progress") },
  ],
  "ticket.closed": [
    { rule: "close-needs-participant-or-admin", holds: anyOf(isTicketStudent, isAssignedCounselor, isAdmin) },
    { rule: "close-needs-not-closed", holds: whileNot("closed") },
  ],
  "ticket.reopened": [
    {
      rule: "reopen-needs-participant-or-admin",
      holds: anyOf(isTicketStudent, isAssignedCounselor, isAdmin, isSystem),
    },
    { rule: "reopen-needs-ended", holds: while_("completed", "closed") },
    {
      rule: "reopen-needs-30-days",
      holds: (actor, scene) => !isTicketStudent(actor, scene) || endedLately(scene),
    },
    {
      rule: "open-needs-few",
      holds: (actor, scene) => !isTicketStudent(actor, scene) || hasFewTickets(actor, scene),
    },
  ],
  "access.opened": [
    { rule: "access-needs-admin", holds: isAdmin },
    { rule: "access-needs-proof", holds: (actor) => actor.proved === true },
    {
      rule: "access-needs-24-hours",
      holds: (_, { now }, { until }) => until > now && until <= now + accessHours * hourMs,
    },
  ],
  "account.recovered": [{ rule: "recovered-needs-system", holds: isSystem }],
  "request.written": [
    { rule: "write-needs-owner", holds: isTicketStudent },
    { rule: "write-needs-first", holds: (_, scene) => scene.first },
  ],
  "request.edited": [
    { rule: "edit-needs-owner", holds: isTicketStudent },
    { rule: "edit-needs-open-or-claimed", holds: while_("open", "claimed") },
    { rule: "edit-needs-written", holds: (_, scene) => !scene.first },
  ],
  "chat.message": [
    { rule: "chat-needs-participant", holds: participant },
    { rule: "chat-needs-not-closed", holds: whileNot("closed") },
    {
      rule: "attachment-needs-upload",
      holds: (_, { hasFile }, { attachments = [] }) => hasFile === undefined || attachments.every(hasFile),
    },
  ],
  "chat.redacted": [
    {
      rule: "redact-needs-author",
      holds: (actor, scene, entry) => scene.authorOf(entry.message) === actor.id,
    },
  ],
  // What was said just before a ticket was closed is read afterwards.
  "chat.seen": [{ rule: "chat-needs-participant", holds: participant }],
  "session.linked": [
    {
      rule: "link-needs-system-or-pasted",
      holds: (actor, scene, entry) =>
        isSystem(actor) || (isAssignedCounselor(actor, scene) && entry.provider === "pasted"),
    },
    { rule: "link-needs-session", holds: sessionStands },
  ],
  "session.linkFailed": [
    { rule: "link-failed-needs-system", holds: isSystem },
    { rule: "link-needs-session", holds: sessionStands },
  ],
};

/** May this actor append this entry here? Says the first rule that is not met. */
export function mayAppend(actor: Actor, scene: Scene, entry: Entry): Ruling {
  if (actor.status !== "active") return { allowed: false, rule: "account-active" };
  if (scene.ticket === null && entry.type !== "ticket.opened")
    return { allowed: false, rule: "ticket-exists" };
  const unmet = demandsOn(entry).find((demand) => !demand.holds(actor, scene, entry));
  return unmet === undefined ? { allowed: true } : { allowed: false, rule: unmet.rule };
}

/** May this actor change the ticket's notes? They are free text: judged by role, not entry by entry. */
export function mayWriteNotes(actor: Actor, ticket: TicketState | null): Ruling {
  if (actor.status !== "active") return { allowed: false, rule: "account-active" };
  if (ticket === null) return { allowed: false, rule: "ticket-exists" };
  if (!isAssignedCounselor(actor, { ticket })) return { allowed: false, rule: "notes-needs-assigned" };
  if (ticket.status === "closed") return { allowed: false, rule: "notes-needs-not-closed" };
  return { allowed: true };
}

function demandsOn(entry: Entry): Demand<Entry>[] {
  // The table's type ties each list to its entry type; TypeScript cannot follow that through the index.
  return demands[entry.type] as Demand<Entry>[];
}

function sessionStands(
  _: Actor,
  { ticket }: Pick<Scene, "ticket">,
  { sessionId }: { sessionId: string },
): boolean {
  return ticket?.session?.sessionId === sessionId;
}

function hasFewTickets(_: Actor, { openTickets = 0 }: Scene): boolean {
  return openTickets < openTicketsAtMost;
}

function endedLately({ ticket, now }: Scene): boolean {
  return ticket?.endedAt != null && now - ticket.endedAt <= reopenDays * dayMs;
}
