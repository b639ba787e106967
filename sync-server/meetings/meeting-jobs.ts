import type { TicketState } from "../../shared/ticket/state.ts";
import { unreachable } from "../../shared/unreachable.ts";
import type { JobSeed, JobsFollowing } from "../jobs/job.ts";

/**
 * `meeting.arrange`: the session has its meeting, at its time, and the chat its link. `meeting.clear`: meetings of the
 * ticket that no session needs are removed. `google.revoke`: an account that was disconnected is revoked at Google.
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
  const clear: JobSeed = {
    id: `meeting.clear:${entry.id}`,
    kind: "meeting.clear",
    ticketId,
    dueAt: now,
    payload: {},
  };
  switch (entry.type) {
    case "session.scheduled": {
      const video = entry.mode === "video";
      const moved = video && before?.session?.sessionId === entry.sessionId;
      return [
        ...(before?.session?.mode === "video" && !moved ? [clear] : []),
        ...(video ? [arrange(entry.sessionId, now + pastedWithinMs)] : []),
      ];
    }
    case "ticket.assigned": {
      // The one who had it keeps no way into the meetings of the one who has it now.
      const session = after?.session ?? null;
      if (session?.mode !== "video" || before?.assigned === after?.assigned) return [];
      return [clear, arrange(session.sessionId, now)];
    }
    case "session.linked":
      return entry.provider === "pasted" && after?.session?.mode === "video" ? [clear] : [];
    case "session.cancelled":
    case "ticket.unclaimed":
    case "ticket.closed":
      return before?.session?.mode === "video" ? [clear] : [];
    case "session.completed":
      return before?.session?.mode === "video" && isAhead(before.session, entry.at) ? [clear] : [];
    case "ticket.opened":
    case "ticket.edited":
    case "ticket.triaged":
    case "ticket.claimed":
    case "ticket.reopened":
    case "session.started":
    case "access.opened":
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

/** Has the session not begun yet? What has begun stays in the calendar: it took place. */
function isAhead(session: NonNullable<TicketState["session"]>, at: number): boolean {
  return session.startsAt > at;
}
