import { useCallback, useEffect, useRef, useState } from "react";
import { type DeskSession, saveDraft } from "../replica/actions.ts";
import { draft } from "../replica/reads.ts";

/**
 * Milliseconds between two savings of what is being written. Short, because a page that is closed gets no time for
 * one more: a write begun in `pagehide` may be cut off with it.
 */
const keepEveryMs = 120;

/** What could not be kept is tried again after so long, ms: a full device may have room soon. */
const keepAgainMs = 3_000;

export type WrittenDraft = {
  /** Null until the kept draft has been read. */
  text: string | null;
  change: (text: string) => void;
  /** Clears the screen and leaves what is kept to whoever sends it. */
  sent: () => void;
  /** Puts back what could not be sent, before what was written since. */
  giveBack: (text: string) => void;
};

/** What somebody is writing under this key: kept while they write, and at the latest when the screen or the page goes. */
export function useDraft(session: DeskSession, key: string): WrittenDraft {
  const [text, setText] = useState<string | null>(null);
  const unkept = useRef<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const gone = useRef(false);
  /** A replica that the browser cleared is replaced under a screen that stays. */
  const latestSession = useRef(session);
  latestSession.current = session;
  const latest = useRef(text);
  latest.current = text;

  const keep = useCallback(() => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    if (unkept.current === null) return;
    const kept = unkept.current;
    unkept.current = null;
    saveDraft(latestSession.current, key, kept).catch(() => {
      // Where the database is closed for good there is nobody left to keep it for: the screen goes too.
      if (gone.current || unkept.current !== null) return;
      unkept.current = kept;
      timer.current = setTimeout(keep, keepAgainMs);
    });
  }, [key]);

  useEffect(() => {
    gone.current = false;
    let left = false;
    // What was typed before the answer came is newer than the answer.
    draft(session.replica, key).then(
      (kept) => {
        if (left) return;
        const shown = latest.current;
        setText((now) => now ?? kept);
        // On the screen and on no disk: the replica it was kept in is gone.
        if (shown === null || shown === kept || unkept.current !== null) return;
        unkept.current = shown;
        keep();
      },
      () => !left && setText((now) => now ?? ""),
    );
    const hidden = () => document.visibilityState === "hidden" && keep();
    addEventListener("pagehide", keep);
    document.addEventListener("visibilitychange", hidden);
    return () => {
      left = true;
      gone.current = true;
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
  const sent = useCallback(() => {
    setText("");
    unkept.current = null;
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
  }, []);
  const giveBack = (body: string) => {
    const since = latest.current;
    change(since === null || since === "" ? body : `${body}\n${since}`);
  };
  return { text, change, sent, giveBack };
}
