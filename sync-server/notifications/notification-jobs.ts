import type { Entry } from "../../shared/entries/entry.ts";
import type { NoticeKind } from "../../shared/notifications/kinds.ts";
import type { TicketState } from "../../shared/ticket/state.ts";
import type { JobSeed, JobsFollowing } from "../jobs/job.ts";

export const notificationJobKinds = [
  "notice",
  "message-notice",
  "notice-delivery",
  "reminder",
  "crisis-page",
  "account-mail",
  "account-recovered",
] as const;
export type NotificationJobKind = (typeof notificationJobKinds)[number];

const hourMs = 3_600_000;
/** How long before a session its two are reminded, in ms of the session's own instant: right whatever clocks do between. */
export const reminderLeads = { day: 24 * hourMs, hour: hourMs } as const;
export type ReminderLead = keyof typeof reminderLeads;

/**
 * Milliseconds between what is told and its messages outside, and between a message in a chat and its notice [O3]: who has
 * the app open sees it within the second, and that ends the matter. Urgent things do not wait.
 */
export const unseenForMs = 60_000;

/** Everybody who could claim; who that is, is asked when it is told. */
const everyCounselor = null;

/** Somebody who asks for help now waits, and nobody has them. */
export function isUnheardCrisis(ticket: TicketState | null): boolean {
  return ticket?.status === "open" && ticket.urgency === "crisis";
}

/** What people are told because of an entry [O1], and from when on. Pure: whom it reaches and how is found out later. */
export const notificationJobs: JobsFollowing = (entry, before, after, now) => {
  if (after === null) return [];
  const told = (kind: NoticeKind, to: readonly (string | null)[] | null): JobSeed[] =>
    noticeJob({ entry, kind, to, ticket: after, now });
  return [
    ...crisisJobs(entry, before, after, now),
    ...ordinary(entry, before, after, told),
    ...remindersOf(entry, after, now),
  ];
};

type Telling = (kind: NoticeKind, to: readonly (string | null)[] | null) => JobSeed[];

function ordinary(entry: Entry, before: TicketState | null, after: TicketState, told: Telling): JobSeed[] {
  const { student, assigned } = after;
  const inQueue =
    after.status === "open" && !isUnheardCrisis(after) ? told("new-ticket", everyCounselor) : [];
  switch (entry.type) {
    case "ticket.opened":
      return inQueue;
    case "ticket.triaged": {
      const became = before?.urgency !== "crisis" && after.urgency === "crisis";
      return became && assigned !== null ? told("crisis", [assigned]) : [];
    }
    case "ticket.claimed":
      return told("claimed", [student]);
    case "ticket.assigned":
      return [
        ...told("assigned", [entry.to]),
        ...told(before?.status === "open" ? "claimed" : "handed-over", [
          student,
          before?.assigned === entry.to ? null : (before?.assigned ?? null),
        ]),
      ];
    case "ticket.unclaimed":
      return [...told("handed-over", [student, before?.assigned ?? null]), ...inQueue];
    case "session.scheduled":
      return told(before?.session ? "session-moved" : "session-scheduled", [student]);
    case "session.cancelled":
      return told("session-cancelled", [student, assigned]);
    case "ticket.closed":
      return told("closed", [student, assigned]);
    case "ticket.reopened":
      return [...told("reopened", [student, assigned]), ...inQueue];
    default:
      return [];
  }
}

/**
 * One look at a conversation, once what was just said in it has had its time to be seen. A message makes none while one
 * is to come, so that a lively conversation costs a row a minute and not one for every message.
 * @param lookAt when the latest look at this chat is due, ms; 0 when there was none
 */
export function messageNoticeJob(
  entries: readonly Entry[],
  { ticketId, lookAt, now }: { ticketId: string; lookAt: number; now: number },
): JobSeed | null {
  const message = entries.find(({ type }) => type === "chat.message");
  // A clock that was set back must not leave a conversation untold for as long.
  if (message === undefined || (lookAt > now && lookAt <= now + unseenForMs)) return null;
  return {
    id: `message-notice:${message.id}`,
    kind: "message-notice",
    ticketId: null,
    dueAt: now + unseenForMs,
    payload: { ticket: ticketId },
  };
}

/** Pages begin when a crisis comes to stand in the queue, whichever way, and end with whatever takes it out [O5]. */
function crisisJobs(entry: Entry, before: TicketState | null, after: TicketState, now: number): JobSeed[] {
  const unheard = isUnheardCrisis(after);
  if (unheard === isUnheardCrisis(before)) return [];
  if (unheard) {
    return [
      {
        id: `crisis-page:${entry.id}`,
        kind: "crisis-page",
        ticketId: null,
        dueAt: now,
        payload: { ticket: after.id, entry: entry.id, raisedAt: now },
      },
    ];
  }
  const kind = after.assigned === null ? "crisis-over" : "crisis-taken";
  const by = after.assigned ?? entry.by;
  return [
    {
      id: `notice:${entry.id}:${kind}`,
      kind: "notice",
      // A slow service behind another job of the ticket must not hold this up: no ticket, no queue.
      ticketId: null,
      dueAt: now,
      payload: { ticket: after.id, entry: entry.id, notice: kind, to: null, by, message: null },
    },
  ];
}

function remindersOf(entry: Entry, after: TicketState, now: number): JobSeed[] {
  if (entry.type !== "session.scheduled") return [];
  const leads: ReminderLead[] = ["day", "hour"];
  return leads
    .map((lead) => ({ lead, dueAt: entry.startsAt - reminderLeads[lead] }))
    .filter(({ dueAt }) => dueAt > now)
    .map(({ lead, dueAt }) => ({
      id: `reminder:${entry.id}:${lead}`,
      kind: "reminder" as const,
      ticketId: null,
      dueAt,
      payload: { ticket: after.id, entry: entry.id, lead, startsAt: entry.startsAt },
    }));
}

/** Nobody is told what they did themselves. */
function noticeJob(told: {
  entry: Entry;
  kind: NoticeKind;
  to: readonly (string | null)[] | null;
  ticket: TicketState;
  now: number;
}): JobSeed[] {
  const { entry, kind, to, ticket, now } = told;
  const people =
    to === null ? null : [...new Set(to)].filter((id): id is string => id !== null && id !== entry.by);
  if (people?.length === 0) return [];
  return [
    {
      id: `notice:${entry.id}:${kind}`,
      kind: "notice",
      ticketId: null,
      dueAt: now,
      payload: {
        ticket: ticket.id,
        entry: entry.id,
        notice: kind,
        to: people,
        by: entry.by,
        message: null,
      },
    },
  ];
}
