import { useCallback, useEffect, useRef, useState } from "react";
import { type DeskSession, saveDraft } from "../replica/actions.ts";
import { draft } from "../replica/reads.ts";

/**
 * Milliseconds between two savings of what is being written. Short, because a page that is closed gets no time for
 * one more: a write begun in `pagehide` may be cut off with it.
 */
const keepEveryMs = 120;

/**
 * What somebody is writing under this key: kept while they write, and at the latest when the screen or the page goes.
 * `text` is null until the kept draft has been read.
 */
export function useDraft(session: DeskSession, key: string): [string | null, (text: string) => void] {
  const [text, setText] = useState<string | null>(null);
  const unkept = useRef<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  const keep = useCallback(() => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    if (unkept.current === null) return;
    const kept = unkept.current;
    unkept.current = null;
    // The database may be closing at sign-out; then there is nobody left to keep it for.
    saveDraft(session, key, kept).catch(() => {});
  }, [session, key]);

  useEffect(() => {
    let gone = false;
    // What was typed before the answer came is newer than the answer.
    draft(session.replica, key).then(
      (kept) => !gone && setText((now) => now ?? kept),
      () => !gone && setText((now) => now ?? ""),
    );
    const hidden = () => document.visibilityState === "hidden" && keep();
    addEventListener("pagehide", keep);
    document.addEventListener("visibilitychange", hidden);
    return () => {
      gone = true;
      removeEventListener("pagehide", keep);
      document.removeEventListener("visibilitychange", hidden);
      keep();
    };
  }, [session.replica, key, keep]);

  const change = useCallback(
    (next: string) => {
      setText(next);
      unkept.current = next;
      // An empty draft ends at once: it was sent, or thrown away.
      if (next === "") keep();
      else timer.current ??= setTimeout(keep, keepEveryMs);
    },
    [keep],
  );
  return [text, change];
}
