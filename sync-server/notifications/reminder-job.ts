import type { JobHandler } from "../jobs/job.ts";
import { payloadOf, reminderPayload } from "./job-payloads.ts";
import type { Messenger } from "./messenger.ts";
import { reminderLeads } from "./notification-jobs.ts";
import { tell } from "./tell.ts";

/**
 * Reminds the two of a session [O4]. It asks the ticket as it is now: a session that was moved, called off or dropped has
 * other reminders or none, and after a hand-over the counselor is another one.
 */
export function reminderHandler(messenger: Messenger): JobHandler {
  return async (job) => {
    const { ticket: ticketId, entry, lead, startsAt } = payloadOf(job, reminderPayload);
    const ticket = await messenger.ticketOf(ticketId);
    const stands = ticket?.status === "scheduled" && ticket.causes.session?.id === entry;
    // Found late, after the server was away: one reminder is enough, and none for what has begun.
    const tooLate = messenger.now() >= (lead === "day" ? startsAt - reminderLeads.hour : startsAt);
    if (ticket === null || !stands || tooLate) return { outcome: "done" };
    for (const person of [ticket.student, ticket.assigned]) {
      if (person === null) continue;
      const id = `${entry}:${lead}:${person}`;
      const until = startsAt;
      await tell(messenger, {
        id,
        person,
        kind: "reminder",
        ticket: ticketId,
        by: null,
        message: null,
        until,
      });
    }
    return { outcome: "done" };
  };
}
