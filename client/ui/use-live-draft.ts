import { liveQuery } from "dexie";
import { useCallback, useEffect, useRef, useState } from "react";
import { DraftTaken, type KnownDraft, keepDraft } from "../replica/live-draft.ts";
import { draft as draftIn } from "../replica/reads.ts";
import type { DeskSession } from "../replica/session.ts";
import { markUnkept } from "./unkept.ts";

/** What could not be kept is tried again after so long, ms: a full device may have room soon. */
const keepAgainMs = 3_000;

/** How a draft stands on the screen and how it is kept; `merge` loses nothing that either side wrote. */
export type DraftKind<T> = {
  empty: T;
  read: (kept: string) => T;
  write: (value: T) => string;
  merge: (base: T, mine: T, theirs: T) => T;
  /** What was not sent after all, and what was written since. */
  join: (back: T, since: T) => T;
  /** Milliseconds between two savings of what is being written. */
  everyMs: number;
};

export type LiveDraft<T> = {
  /** Null until the kept draft has been read. */
  value: T | null;
  change: (next: T) => void;
  /**
   * Sends the draft: the screen is cleared at once, and what could not be sent comes back. When another tab sent it first
   * nothing is sent, and what only this tab had stays. @returns null then
   */
  take: <Result>(send: (draft: KnownDraft) => Promise<Result>) => Promise<Result | null>;
};

/**
 * What only this tab has when the draft is gone, sent by another tab: what was written on after what was kept. Words that were
 * changed otherwise stay whole: of a sentence that was written anew, what differs from the old one is no sentence.
 */
export function ownOf<T>(
  { empty, read, write, merge }: Pick<DraftKind<T>, "empty" | "read" | "write" | "merge">,
  kept: string,
  mine: T,
): T {
  const words = write(mine);
  return words.startsWith(kept) ? merge(read(kept), mine, empty) : words === "" ? empty : mine;
}

/**
 * A draft is one thing on a device: what one tab writes or sends, every other shows. Everything that reads or writes the
 * kept draft runs one after the other in a tab, so that what it knew before is always older than what it reads.
 */
export function useLiveDraft<T>(session: DeskSession, key: string, kind: DraftKind<T>): LiveDraft<T> {
  const [value, setValue] = useState<T | null>(null);
  const shown = useRef<T | null>(null);
  /** What this tab last saw kept; null before the first look. */
  const base = useRef<string | null>(null);
  const dirty = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const gone = useRef(false);
  const turn = useRef<Promise<unknown>>(Promise.resolve());
  /** A replica that the browser cleared is replaced under a screen that stays. */
  const latest = useRef(session);
  latest.current = session;

  const show = useCallback((next: T) => {
    shown.current = next;
    setValue(next);
  }, []);

  const inTurn = useCallback(<Result>(work: () => Promise<Result>): Promise<Result> => {
    const done = turn.current.then(work);
    turn.current = done.catch(() => undefined);
    return done;
  }, []);

  /** Takes over what is kept now; what this tab wrote since it last looked stays. */
  const hear = useCallback(
    (kept: string) => {
      const before = base.current ?? "";
      if (kept === before && base.current !== null) return;
      base.current = kept;
      const mine = shown.current;
      if (mine === null) return show(kind.read(kept));
      show(kept === "" ? ownOf(kind, before, mine) : kind.merge(kind.read(before), mine, kind.read(kept)));
      if (kind.write(shown.current ?? kind.empty) !== kept) dirty.current = true;
    },
    [kind, show],
  );

  const keep = useCallback(() => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    void inTurn(async () => {
      if (!dirty.current || shown.current === null) return;
      dirty.current = false;
      const mine = kind.write(shown.current);
      const merge = (a: string, b: string, c: string) =>
        kind.write(kind.merge(kind.read(a), kind.read(b), kind.read(c)));
      try {
        const kept = await keepDraft(latest.current, { key, base: base.current ?? "" }, mine, merge);
        base.current = kept;
        markUnkept(dirty, false);
        if (kept !== mine && shown.current !== null)
          show(kind.merge(kind.read(mine), shown.current, kind.read(kept)));
      } catch {
        // Where the database is closed for good there is nobody left to keep it for: the screen goes too.
        if (gone.current) return;
        dirty.current = true;
        markUnkept(dirty, true);
        timer.current ??= setTimeout(keep, keepAgainMs);
      }
    });
  }, [inTurn, key, kind, show]);

  useEffect(() => {
    gone.current = false;
    let first = true;
    const look = async () => {
      const kept = await draftIn(session.replica, key);
      // On the screen and in no database: the replica it was kept in is gone, or this tab was faster than its disk.
      if (first && base.current !== null && base.current !== kept && kept === "") dirty.current = true;
      else hear(kept);
      if (first && kept === "") base.current = "";
      first = false;
      if (dirty.current) keep();
    };
    const watching = liveQuery(() => draftIn(session.replica, key)).subscribe({
      next: () => void inTurn(look).catch(() => undefined),
      error: () => shown.current === null && show(kind.empty),
    });
    const hidden = () => document.visibilityState === "hidden" && keep();
    addEventListener("pagehide", keep);
    document.addEventListener("visibilitychange", hidden);
    return () => {
      watching.unsubscribe();
      gone.current = true;
      markUnkept(dirty, false);
      removeEventListener("pagehide", keep);
      document.removeEventListener("visibilitychange", hidden);
      keep();
    };
  }, [session.replica, key, kind, keep, hear, inTurn, show]);

  const change = useCallback(
    (next: T) => {
      show(next);
      dirty.current = true;
      // An empty draft ends at once: it was thrown away.
      if (kind.write(next) === "") keep();
      else timer.current ??= setTimeout(keep, kind.everyMs);
    },
    [keep, kind, show],
  );

  const take = useCallback(
    async <Result>(send: (draft: KnownDraft) => Promise<Result>): Promise<Result | null> => {
      const sending = shown.current ?? kind.empty;
      show(kind.empty);
      dirty.current = false;
      const back = (value: T) => {
        const since = shown.current ?? kind.empty;
        show(kind.write(since) === "" ? value : kind.join(value, since));
        dirty.current = true;
        keep();
      };
      return inTurn(async () => {
        const known = base.current ?? "";
        try {
          const result = await send({ key, base: known });
          base.current = "";
          hear(await draftIn(latest.current.replica, key));
          return result;
        } catch (error) {
          if (!(error instanceof DraftTaken)) {
            back(sending);
            throw error;
          }
          base.current = "";
          const own = ownOf(kind, known, sending);
          if (kind.write(own).trim() !== "") back(own);
          return null;
        }
      });
    },
    [hear, inTurn, keep, key, kind, show],
  );

  return { value, change, take };
}
