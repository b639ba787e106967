import { type KeptStrings, siteStorage, tabStorage } from "../ui/browser-storage.ts";

/** On a shared computer everything is wiped after so long without the person, in ms. */
export const idleMs = 15 * 60_000;
/** So long before that it is said, in ms: time enough to come back, or to take words out. */
export const warnedMs = 60_000;

/** Where the tabs of one browser tell each other when somebody was last here. */
const lastHere = "alcove.last-here";
/** Tells a reload of this tab from a new start. */
const tabStarted = "alcove.tab-started";
/** Writing on every key would be a write per key. */
const noteEveryMs = 5_000;
const lookEveryMs = 5_000;

/** When somebody last did something in any tab; null when nobody knows. */
export function lastActivity(storage: KeptStrings = siteStorage()): number | null {
  const stored = storage.getItem(lastHere);
  const at = Number(stored);
  return stored !== null && Number.isFinite(at) ? at : null;
}

/** Has the time without them run out? An unknown time has: the browser was closed in between. */
export function isIdle(last: number | null, now: number): boolean {
  return last === null || now - last >= idleMs;
}

/**
 * Is this page a new start, and not a reload or another tab beside a living one? A new start on a
 * shared computer finds somebody else's things.
 */
export function isNewStart(start: {
  tab: KeptStrings;
  /** Is another tab of the app open? */
  beside: boolean;
  last: number | null;
  now: number;
}): boolean {
  const opened = start.tab.getItem(tabStarted) === null && !start.beside;
  // A time in the future is as good as none.
  const last = start.last !== null && start.last > start.now ? null : start.last;
  return opened || isIdle(last, start.now);
}

/** Every living tab holds this lock with the others. */
const livingLock = "alcove-living";

export async function tabsBeside(): Promise<boolean> {
  const { held } = await navigator.locks.query();
  return held?.some((lock) => lock.name === livingLock) ?? false;
}

/** Held until the page goes. */
export function showLife(): void {
  void navigator.locks.request(livingLock, { mode: "shared" }, () => new Promise<never>(() => {}));
}

export function markStarted(tab: KeptStrings = tabStorage()): void {
  tab.setItem(tabStarted, "yes");
}

export function markHere(now: number, storage: KeptStrings = siteStorage()): void {
  storage.setItem(lastHere, String(now));
}

type WhenIdle = {
  /** In the last minute before it: when that is, ms; null once somebody is here again. */
  onSoon: (leavesAt: number | null) => void;
  /** Once: nobody has done anything in any tab for 15 minutes. */
  onIdle: () => void;
};

/** Watches, in every tab, whether somebody still is at this computer. */
export function watchIdle({ onSoon, onIdle }: WhenIdle): () => void {
  let soon: number | null = null;
  let noted = 0;
  let done = false;
  const note = () => {
    const now = Date.now();
    if (Math.abs(now - noted) < noteEveryMs) return;
    // A key pressed after the time ran out, in a tab that slept, does not bring the time back.
    if (isIdle(lastActivity(), now) && noted !== 0) return look();
    noted = now;
    markHere(now);
  };
  const look = () => {
    if (done) return;
    const now = Date.now();
    const last = lastActivity();
    // The clock was set back: from now on it is counted anew, or nobody would be away for as long.
    if (last !== null && last > now) markHere(now);
    if (!isIdle(last, now)) return warn(last === null ? null : Math.min(last, now) + idleMs, now);
    done = true;
    onIdle();
  };
  const warn = (leavesAt: number | null, now: number) => {
    const next = leavesAt !== null && leavesAt - now <= warnedMs ? leavesAt : null;
    if (next === soon) return;
    soon = next;
    onSoon(next);
  };
  markHere(Date.now());
  noted = Date.now();
  const events = ["pointerdown", "keydown", "wheel", "touchstart"] as const;
  for (const event of events) window.addEventListener(event, note, { passive: true, capture: true });
  // Timers of a hidden tab are late: look again as soon as it is seen.
  document.addEventListener("visibilitychange", look);
  // Another tab says that somebody is there.
  window.addEventListener("storage", look);
  const timer = setInterval(look, lookEveryMs);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", look);
    window.removeEventListener("storage", look);
    for (const event of events) window.removeEventListener(event, note, { capture: true });
  };
}
