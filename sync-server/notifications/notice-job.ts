import { unreachable } from "../../shared/unreachable.ts";
import type { JobHandler } from "../jobs/job.ts";
import { activeCounselors } from "./audience.ts";
import { type NoticePayload, noticePayload, payloadOf } from "./job-payloads.ts";
import type { Messenger } from "./messenger.ts";
import { type Telling, tell } from "./tell.ts";

/** Tells those whom an entry concerns. */
export function noticeHandler(messenger: Messenger): JobHandler {
  return async (job) => {
    const payload = payloadOf(job, noticePayload);
    const { ticket, entry, notice: kind, by, message } = payload;
    const tellings = audienceOf(messenger, payload).map(
      (person): Telling => ({ id: `${entry}:${kind}:${person}`, person, kind, ticket, by, message }),
    );
    await tell(messenger, ...tellings);
    if (kind === "crisis-taken" || kind === "crisis-over") {
      messenger.notices.markKindRead(ticket, "crisis", messenger.now());
      messenger.pages.end(ticket);
    }
    return { outcome: "done" };
  };
}

function audienceOf({ db, pages }: Messenger, { to, notice, by, ticket }: NoticePayload): string[] {
  if (to !== null) return to;
  switch (notice) {
    case "new-ticket":
      return activeCounselors(db).filter((id) => id !== by);
    case "crisis-taken":
    case "crisis-over":
      return pages.paged(ticket).filter((id) => id !== by);
    case "message":
    case "claimed":
    case "session-scheduled":
    case "session-moved":
    case "session-cancelled":
    case "reminder":
    case "handed-over":
    case "closed":
    case "reopened":
    case "assigned":
    case "crisis":
      throw new Error(`${notice} is told to people and not to a group`);
    default:
      return unreachable(notice);
  }
}
