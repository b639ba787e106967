import type { Schedule } from "./scheduler.ts";
import { createSubject, type Subscribable } from "./subscribable.ts";

/** A database that answers nothing for so long is taken for one that cannot be opened, ms. */
export const answersWithinMs = 5_000;
/** It is tried so often, with this rest between, before the page is loaded anew: a busy device is only slow. */
export const looks = 2;
export const restMs = 2_000;
/** One reload by itself in this time, ms: where it did not help, the person decides. */
export const reloadEveryMs = 10 * 60_000;

export type StoragePorts = {
  /** Reads something from the database. */
  read: () => Promise<unknown>;
  schedule: Schedule;
  now: () => number;
  /** When this page was loaded anew, ms since the epoch; null where it was opened. */
  reloadedAt: () => number | null;
  /** Is there something on the screen that is kept nowhere? Then the page is not loaded anew unasked. */
  unkept: () => boolean;
  reload: () => void;
};

export type StorageWatch = {
  /** The database does not answer, and a reload did not help or would lose something. */
  stuck: Subscribable<boolean>;
  /** Something failed: look whether the database can be opened at all. */
  look(): void;
  stop(): void;
};

/**
 * A page whose browser lost its storage process cannot open its database any more, while the network works; only a reload
 * helps. iOS does this to apps that were suspended.
 */
export function watchStorage(ports: StoragePorts): StorageWatch {
  const { read, schedule, now, reloadedAt, unkept, reload } = ports;
  const stuck = createSubject(false);
  let looking = false;
  let stopped = false;
  let cancel = () => {};

  function look(failed = 0): void {
    let open = true;
    const settle = (works: boolean) => {
      if (!open || stopped) return;
      open = false;
      cancel();
      if (works) {
        looking = false;
        stuck.set(false);
      } else if (failed + 1 < looks) {
        cancel = schedule(restMs, () => look(failed + 1));
      } else {
        gone();
      }
    };
    cancel = schedule(answersWithinMs, () => settle(false));
    read().then(
      () => settle(true),
      () => settle(false),
    );
  }

  function gone(): void {
    looking = false;
    const last = reloadedAt();
    const lately = last !== null && Math.abs(now() - last) < reloadEveryMs;
    if (lately || unkept()) stuck.set(true);
    else reload();
  }

  return {
    stuck,
    look() {
      if (looking || stopped) return;
      looking = true;
      look();
    },
    stop() {
      stopped = true;
      cancel();
    },
  };
}

/**
 * When this page was loaded anew, by itself or by somebody, ms since the epoch; null where it was opened. The browser knows it
 * without any storage: what WebKit keeps for a tab ends with the process that failed.
 */
export function pageReloadedAt(): number | null {
  const [navigation] = performance.getEntriesByType("navigation");
  const anew = navigation instanceof PerformanceNavigationTiming && navigation.type === "reload";
  return anew ? performance.timeOrigin : null;
}
