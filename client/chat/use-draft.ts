import { useCallback, useEffect, useRef, useState } from "react";
import { type DeskSession, saveDraft } from "../replica/actions.ts";
import { draft } from "../replica/reads.ts";

/** Milliseconds without a key after which what is being written is kept on the device. */
const keepAfterMs = 400;

/**
 * What somebody is writing under this key: kept while they write, and at the latest when the screen or the page goes.
 * `text` is null until the kept draft has been read.
 */
export function useDraft(session: DeskSession, key: string): [string | null, (text: string) => void] {
  const [text, setText] = useState<string | null>(null);
  const unkept = useRef<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const keep = useCallback(() => {
    clearTimeout(timer.current);
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
      clearTimeout(timer.current);
      // An empty draft ends at once: it was sent, or thrown away.
      if (next === "") keep();
      else timer.current = setTimeout(keep, keepAfterMs);
    },
    [keep],
  );
  return [text, change];
}
