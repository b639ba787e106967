import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

/** Pixels from the end that still count as being at it. */
const near = 60;

/**
 * Keeps the newest in sight while one is at the end, and leaves one alone who has scrolled up.
 * @param newest id of the newest message
 * @param sent grows when one writes oneself: then the end is where one wants to be
 */
export function useStickToEnd(newest: string | null, sent: number) {
  const scroller = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [away, setAway] = useState(false);

  const toEnd = useCallback(() => {
    const box = scroller.current;
    if (box === null) return;
    box.scrollTop = box.scrollHeight;
    atEnd.current = true;
    setAway(false);
  }, []);

  useLayoutEffect(() => {
    const box = scroller.current;
    const inner = content.current;
    if (box === null || inner === null) return;
    let top = box.scrollTop;
    const onScroll = () => {
      // A picture that has loaded moves the end away from one; only going up is going away from it.
      if (box.scrollHeight - box.scrollTop - box.clientHeight <= near) atEnd.current = true;
      else if (box.scrollTop < top) atEnd.current = false;
      top = box.scrollTop;
      setAway(!atEnd.current);
    };
    // The composer grows, a keyboard opens, a message arrives: the end moves, and one who was there moves with it.
    const watched = new ResizeObserver(() => atEnd.current && toEnd());
    box.addEventListener("scroll", onScroll, { passive: true });
    watched.observe(box);
    watched.observe(inner);
    toEnd();
    return () => {
      box.removeEventListener("scroll", onScroll);
      watched.disconnect();
    };
  }, [toEnd]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message is what this waits for
  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
  }, [newest, toEnd]);

  useEffect(() => {
    if (sent > 0) toEnd();
  }, [sent, toEnd]);

  return { scroller, content, away, toEnd };
}
