import { useEffect, useState } from "react";
import { type DeskSession, markSeen } from "../replica/actions.ts";
import type { MessageRow, TicketRow } from "../replica/schema.ts";

/** Says that one has read up to the newest message, once it is on a screen that somebody looks at. */
export function useMarkSeen(
  session: DeskSession,
  row: TicketRow,
  messages: readonly MessageRow[],
  atEnd: boolean,
): void {
  const looking = useLooking();
  const newest = messages.findLast((message) => message.by !== session.me.id)?.id;
  useEffect(() => {
    if (!looking || !atEnd || newest === undefined || row.unread === 0) return;
    markSeen(session, row.id, newest).catch(() => {
      // Not said now; it is said with the next message or the next look.
    });
  }, [session, row.id, row.unread, newest, looking, atEnd]);
}

/** Is this page in front and does it have the keyboard? */
function useLooking(): boolean {
  const [looking, setLooking] = useState(isLooking);
  useEffect(() => {
    const look = () => setLooking(isLooking());
    addEventListener("focus", look);
    addEventListener("blur", look);
    document.addEventListener("visibilitychange", look);
    return () => {
      removeEventListener("focus", look);
      removeEventListener("blur", look);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  return looking;
}

function isLooking(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}
