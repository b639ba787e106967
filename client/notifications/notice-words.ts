import type { NoticeKind } from "../../shared/notifications/kinds.ts";
import { unreachable } from "../../shared/unreachable.ts";

/** What a notice says inside the app, where names may stand. `who` is empty when nobody is named, `late` when a session had begun before this was told. */
export function noticeWords(kind: NoticeKind, who: string, late = false): string {
  const somebody = who === "" ? "Somebody" : who;
  switch (kind) {
    case "message":
      return `${somebody} wrote a message`;
    case "claimed":
      return `${somebody} is your counselor now`;
    case "session-scheduled":
      return late ? "A session was scheduled, but this came after its start" : "A session is planned";
    case "session-moved":
      return late ? "A session was moved, but this came after its start" : "A session was moved";
    case "session-cancelled":
      return `${somebody} cancelled a session`;
    case "reminder":
      return "A session is coming up";
    case "handed-over":
      return "Somebody else has this ticket now, or nobody yet";
    case "closed":
      return `${somebody} closed a ticket`;
    case "reopened":
      return `${somebody} opened a ticket again`;
    case "new-ticket":
      return "A ticket waits in the queue";
    case "assigned":
      return `${somebody} handed you a ticket`;
    case "crisis":
      return "A crisis waits for somebody";
    case "crisis-taken":
      return `${somebody} has taken the crisis`;
    case "crisis-over":
      return "The crisis needs nobody any more";
    default:
      return unreachable(kind);
  }
}
