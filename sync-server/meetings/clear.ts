import type { JobHandler } from "../jobs/job.ts";
import { isFor, isPasted, type MeetingDesk, resultOf, standingSession, subjectOf } from "./meeting-desk.ts";

/**
 * `meeting.clear` [M6]: removes the meetings of a session that nobody needs any more: it is off, is another counselor's
 * now, or has a pasted link.
 */
export function clearHandler(meetings: MeetingDesk): JobHandler {
  return async (job, signal) => {
    const { ticketId: ticket, sessionId: session } = subjectOf(job);
    const standing = await standingSession(meetings, job);
    const needed = standing !== null && !(await isPasted(meetings, standing)) ? standing : null;
    for (const row of meetings.rows.standing({ ticket, session })) {
      if (needed !== null && isFor(row, needed)) continue;
      const provider = meetings.providers.get(row.provider);
      if (provider === undefined) return { outcome: "failed", error: `${row.provider} is not configured` };
      const result = await provider.remove({ id: row.id, account: row.account }, signal);
      if (result.outcome === "trouble") return resultOf(result);
      meetings.rows.removed(row.id, meetings.desk.now());
    }
    return { outcome: "done" };
  };
}
