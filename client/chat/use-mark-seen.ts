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
  const newest = latestOf(messages.filter((message) => message.by !== session.me.id));
  useEffect(() => {
    if (!looking || !atEnd || newest === undefined || row.unread === 0) return;
    markSeen(session, row.id, newest).catch(() => {
      // Not said now; it is said with the next message or the next look.
    });
  }, [session, row.id, row.unread, newest, looking, atEnd]);
}

/** The one accepted last, wherever it stands: having seen it covers everything that was accepted before. */
function latestOf(messages: readonly MessageRow[]): string | undefined {
  let latest: MessageRow | undefined;
  for (const message of messages) {
    if (latest === undefined || (message.seq ?? 0) >= (latest.seq ?? 0)) latest = message;
  }
  return latest?.id;
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
