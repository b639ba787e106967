import { useEffect, useRef } from "react";
import { useLive } from "../replica/use-live.ts";
import { useConnection, useDesk } from "../shell/desk.tsx";
import { markNotices, refreshNotices } from "./notices.ts";

/** The feed brought something: the notice that follows from it is written a moment later, ms. */
const settleMs = 1_500;
/** Looked at again so often while the app is on screen, ms: reminders come with no entry. */
const lookEveryMs = 60_000;

/** Keeps the list of notices fresh while this tab is on screen. */
export function useNoticeSync(): void {
  const { replica } = useDesk();
  const online = useConnection().state === "synced";
  const activity = useLive(
    async () =>
      (await replica.tickets.toArray()).reduce((latest, row) => Math.max(latest, row.lastActivityAt), 0),
    [replica],
    0,
  );
  const first = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what happened on the desk is why to look again
  useEffect(() => {
    if (!online) return;
    const look = () => {
      if (document.visibilityState === "visible") refreshNotices(replica).catch(() => {});
    };
    const soon = setTimeout(look, first.current ? 0 : settleMs);
    first.current = false;
    const regularly = setInterval(look, lookEveryMs);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearTimeout(soon);
      clearInterval(regularly);
      document.removeEventListener("visibilitychange", look);
    };
  }, [replica, online, activity]);
}

/** While a ticket is on screen, what is told about it is seen. */
export function useNoticesSeen(ticketId: string): void {
  const { replica } = useDesk();
  const unread = useLive(
    async () =>
      (await replica.notices.toArray()).filter((row) => row.ticketId === ticketId && row.readAt === null)
        .length,
    [replica, ticketId],
    0,
  );
  useEffect(() => {
    if (unread === 0) return;
    const mark = () => {
      if (document.visibilityState !== "visible") return;
      markNotices(replica, (row) => row.ticketId === ticketId, Date.now()).catch(() => {});
    };
    mark();
    document.addEventListener("visibilitychange", mark);
    return () => document.removeEventListener("visibilitychange", mark);
  }, [replica, ticketId, unread]);
}
