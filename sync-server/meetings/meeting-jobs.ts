import { cameAfterStart } from "../../shared/ticket/came-after-start.ts";
import type { Session } from "../../shared/ticket/state.ts";
import { unreachable } from "../../shared/unreachable.ts";
import type { JobSeed, JobsFollowing } from "../jobs/job.ts";

/**
 * `meeting.arrange`: the session has its meeting, at its time, and the chat its link. `meeting.clear`: meetings of the
 * session that nobody needs any more are removed. `google.revoke`: an account that was disconnected is revoked at Google.
 */
export const meetingJobKinds = ["meeting.arrange", "meeting.clear", "google.revoke"] as const;
export type MeetingJobKind = (typeof meetingJobKinds)[number];

/** Milliseconds a pasted link has to arrive: it stands in the chat, which a device sends right after the ticket. */
export const pastedWithinMs = 5_000;

/** What an entry means for the meetings of its ticket. */
export const meetingJobs: JobsFollowing = (entry, before, after, now) => {
  const ticketId = after?.id ?? before?.id;
  if (ticketId === undefined) return [];
  const arrange = (sessionId: string, dueAt: number): JobSeed => ({
    id: `meeting.arrange:${entry.id}`,
    kind: "meeting.arrange",
    ticketId,
    dueAt,
    payload: { sessionId },
  });
  const clear = (session: Session): JobSeed => ({
    id: `meeting.clear:${entry.id}`,
    kind: "meeting.clear",
    ticketId,
    dueAt: now,
    payload: { sessionId: session.sessionId },
  });
  const had = isVideo(before?.session) ? before.session : null;
  const has = isVideo(after?.session) ? after.session : null;
  switch (entry.type) {
    case "session.scheduled":
      // A session that keeps its id has another time and the same link.
      // One that is heard of after its start has no meeting, and ends the one that it replaces.
      if (cameAfterStart(entry, now)) return had === null ? [] : [clear(had)];
      return [
        ...(had === null || had.sessionId === has?.sessionId ? [] : [clear(had)]),
        ...(has === null ? [] : [arrange(has.sessionId, now + pastedWithinMs)]),
      ];
    case "ticket.assigned":
      // The one who had it keeps no way into the meetings of the one who has it now.
      if (has === null || before?.assigned === after?.assigned) return [];
      return [clear(has), arrange(has.sessionId, now)];
    case "session.linked":
      return entry.provider === "pasted" && has?.sessionId === entry.sessionId ? [clear(has)] : [];
    case "session.cancelled":
    case "ticket.unclaimed":
    case "ticket.closed":
      return had === null ? [] : [clear(had)];
    case "session.completed":
      // What has begun stays in the calendar: it took place.
      return had === null || had.startsAt <= entry.at ? [] : [clear(had)];
    case "ticket.opened":
    case "ticket.edited":
    case "ticket.triaged":
    case "ticket.claimed":
    case "ticket.reopened":
    case "session.started":
    case "access.opened":
    case "account.recovered":
    case "request.written":
    case "request.edited":
    case "chat.message":
    case "chat.redacted":
    case "chat.seen":
    case "session.linkFailed":
      return [];
    default:
      return unreachable(entry);
  }
};

function isVideo(session: Session | null | undefined): session is Session {
  return session?.mode === "video";
}
