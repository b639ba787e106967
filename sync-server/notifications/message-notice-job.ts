import { docName } from "../../shared/log/doc-name.ts";
import type { JobHandler } from "../jobs/job.ts";
import { messageNoticePayload, payloadOf } from "./job-payloads.ts";
import type { Messenger } from "./messenger.ts";
import { unseenForMs } from "./notification-jobs.ts";
import { tell } from "./tell.ts";

/**
 * Tells the two of a conversation of what they have not seen in it [O3]. It asks the log and the ticket as they are now: a
 * handed-over conversation's news goes to the counselor who has it.
 */
export function messageNoticeHandler(messenger: Messenger): JobHandler {
  return async (job) => {
    const { ticket: ticketId } = payloadOf(job, messageNoticePayload);
    const ticket = await messenger.ticketOf(ticketId);
    if (ticket === null) return { outcome: "done" };
    const now = messenger.now();
    let againAt = Number.POSITIVE_INFINITY;
    for (const person of [ticket.student, ticket.assigned]) {
      if (person === null) continue;
      const unseen = await messenger.store.unseen(docName("chat", ticketId), person);
      if (unseen === null) continue;
      const { last, oldestAt } = unseen;
      if (oldestAt > now - unseenForMs) againAt = Math.min(againAt, oldestAt + unseenForMs);
      else {
        const id = `${last.id}:message:${person}`;
        await tell(messenger, {
          id,
          person,
          kind: "message",
          ticket: ticketId,
          by: last.by,
          message: last.id,
        });
      }
    }
    if (againAt === Number.POSITIVE_INFINITY) return { outcome: "done" };
    return { outcome: "again", dueAt: Math.min(againAt, now + unseenForMs) };
  };
}
