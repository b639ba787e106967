import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { type DeskSession, markSeen } from "../replica/actions.ts";
import type { MessageRow, TicketRow } from "../replica/schema.ts";
import { drawnOf, type ScrolledChat } from "./drawn-messages.ts";
import { type Been, beenAt, type Extent, isWhole, seenUpTo } from "./seen-on-screen.ts";

/** What somebody else wrote and this screen has not shown, by where it stands: ids in the conversation's order. */
export type Unseen = { above: readonly string[]; below: readonly string[] };

const nothing: Unseen = { above: [], below: [] };

/**
 * Says what one has read: a message counts once all of it has been on a screen that somebody looks at. What has not been
 * stays unseen here even where an answer of one's own covers it for others.
 */
export function useMarkSeen(
  session: DeskSession,
  row: TicketRow,
  messages: readonly MessageRow[],
  { scroller, content }: ScrolledChat,
): { unseen: Unseen; unseenIds: () => readonly string[] } {
  const looking = useLooking();
  const [unseen, setUnseen] = useState<Unseen>(nothing);
  /** Of each message that was unread here, what of it has been on the screen. */
  const been = useRef(new Map<string, Been>());
  /** Said last. Where it may not be said it stays unread, and a scroll must not try again with each frame. */
  const told = useRef<string | null>(null);
  const latest = useRef({ session, ticketId: row.id, messages, looking });
  latest.current = { session, ticketId: row.id, messages, looking };

  const look = useCallback(() => {
    const box = scroller.current;
    const inner = content.current;
    if (box === null || inner === null) return;
    const now = latest.current;
    const shown = shownOf(box);
    const open = pending(now.messages, been.current);
    const found: { above: string[]; below: string[] } = { above: [], below: [] };
    // Measuring is for the few that are unseen; one that is not drawn is among the earlier ones.
    const ids = open.map(({ id }) => id);
    const drawn = new Map(drawnOf(inner, ids).map((each) => [each.getAttribute("data-message"), each]));
    for (const id of ids) {
      const extent = drawn.get(id)?.getBoundingClientRect();
      const before = been.current.get(id);
      const after =
        extent !== undefined && now.looking
          ? beenAt(before, extent, shown)
          : (before ?? { start: false, end: false });
      been.current.set(id, after);
      if (isWhole(after)) continue;
      const top = extent?.top ?? Number.NEGATIVE_INFINITY;
      const above = after.start ? (extent?.bottom ?? top) < shown.top : top < shown.top;
      (above ? found.above : found.below).push(id);
    }
    setUnseen((before) => (sameUnseen(before, found) ? before : found));
    const upTo = seenUpTo(now.messages, ({ id }) => isWhole(been.current.get(id)));
    if (upTo === null || upTo === told.current) return;
    told.current = upTo;
    markSeen(now.session, now.ticketId, upTo).catch(() => {
      // Not said now; it is said with the next message or the next look.
      told.current = null;
    });
  }, [scroller, content]);

  useLayoutEffect(() => {
    const box = scroller.current;
    const inner = content.current;
    if (box === null || inner === null) return;
    let frame = 0;
    const soon = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(look);
    };
    const watched = new ResizeObserver(soon);
    watched.observe(box);
    watched.observe(inner);
    box.addEventListener("scroll", soon, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      watched.disconnect();
      box.removeEventListener("scroll", soon);
    };
  }, [scroller, content, look]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a message or a look is what this waits for
  useEffect(() => {
    const frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  }, [look, messages, looking]);

  const unseenIds = useCallback(() => pending(latest.current.messages, been.current).map(({ id }) => id), []);
  return { unseen, unseenIds };
}

/** What is unread, and what was when it arrived and has not been on this screen. */
function pending(messages: readonly MessageRow[], been: ReadonlyMap<string, Been>): MessageRow[] {
  return messages.filter(({ id, unread, redacted }) => {
    const parts = been.get(id);
    if (redacted || isWhole(parts)) return false;
    return unread === true || parts !== undefined;
  });
}

/** What of the conversation is inside the window. */
function shownOf(box: HTMLElement): Extent {
  const { top, bottom } = box.getBoundingClientRect();
  return { top: Math.max(top, 0), bottom: Math.min(bottom, innerHeight) };
}

function sameUnseen(a: Unseen, b: Unseen): boolean {
  return sameIds(a.above, b.above) && sameIds(a.below, b.below);
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
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
