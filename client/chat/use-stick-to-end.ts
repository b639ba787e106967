import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { drawnOf, type ScrolledChat } from "./drawn-messages.ts";

/** Pixels from the end that still count as being at it. */
const near = 60;
/** Pixels that stay free above a message that one is led to: the line that says "New" stands there. */
const above = 48;

type Following = {
  /** Id of the newest message. */
  newest: string | null;
  /** Grows when one writes oneself: then the end is where one wants to be. */
  sent: number;
  /** Ids of what this screen has not shown, in the conversation's order. */
  unseen: () => readonly string[];
};

/**
 * Opens at the first message that is unread. Keeps the newest in sight while one is at the end, but moves nothing unseen
 * off the screen for it, and leaves one alone who has scrolled up.
 */
export function useStickToEnd(chat: ScrolledChat, { newest, sent, unseen }: Following) {
  const { scroller, content } = chat;
  const atEnd = useRef(true);
  const [away, setAway] = useState(false);

  /** @param stopsAt the message that must stay on the screen, if any */
  const goDown = useCallback(
    (stopsAt: Element | null) => {
      const box = scroller.current;
      if (box === null) return;
      const end = box.scrollHeight - box.clientHeight;
      box.scrollTop = stopsAt === null ? end : Math.min(end, placeIn(box, stopsAt) - above);
      atEnd.current = end - box.scrollTop <= near;
      setAway(!atEnd.current);
    },
    [scroller],
  );
  const toEnd = useCallback(() => goDown(null), [goDown]);

  const follow = useCallback(() => {
    const [box, inner] = [scroller.current, content.current];
    if (box === null || inner === null || !atEnd.current) return;
    const top = box.getBoundingClientRect().top;
    const onScreen = drawnOf(inner, unseen()).find((each) => each.getBoundingClientRect().top >= top);
    goDown(onScreen ?? null);
  }, [scroller, content, unseen, goDown]);

  const toMessage = useCallback(
    (id: string) => {
      const [box, inner] = [scroller.current, content.current];
      const [row] = inner === null ? [] : drawnOf(inner, [id]);
      if (box === null || row === undefined) return;
      // One whose beginning has been read goes on where the screen ended.
      if (Math.abs(placeIn(box, row) - above - box.scrollTop) <= 1) box.scrollTop += box.clientHeight - above;
      else box.scrollTop = placeIn(box, row) - above;
    },
    [scroller, content],
  );

  useLayoutEffect(() => {
    const [box, inner] = [scroller.current, content.current];
    if (box === null || inner === null) return;
    goDown(drawnOf(inner, unseen())[0] ?? null);
    let top = box.scrollTop;
    const onScroll = () => {
      // A picture that has loaded moves the end away from one; only going up is going away from it.
      if (box.scrollHeight - box.scrollTop - box.clientHeight <= near) atEnd.current = true;
      else if (box.scrollTop < top) atEnd.current = false;
      top = box.scrollTop;
      setAway(!atEnd.current);
    };
    // The composer grows, a keyboard opens, a message arrives: the end moves, and one who was there moves with it.
    const watched = new ResizeObserver(follow);
    box.addEventListener("scroll", onScroll, { passive: true });
    watched.observe(box);
    watched.observe(inner);
    return () => {
      box.removeEventListener("scroll", onScroll);
      watched.disconnect();
    };
  }, [scroller, content, unseen, goDown, follow]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message is what this waits for
  useLayoutEffect(follow, [newest, follow]);

  useEffect(() => {
    if (sent > 0) toEnd();
  }, [sent, toEnd]);

  return { away, toEnd, toMessage };
}

/** Where it begins in what scrolls, in pixels. */
function placeIn(box: HTMLElement, row: Element): number {
  return box.scrollTop + row.getBoundingClientRect().top - box.getBoundingClientRect().top;
}
