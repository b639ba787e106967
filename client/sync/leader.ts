import { deferred } from "./deferred.ts";

/** What runs while this tab leads. `stop` closes the socket before it returns its promise. */
export type Reign = { stop(): Promise<void> };

/** The part of `navigator.locks` that an election needs. */
export type Locks = Pick<LockManager, "request">;

export type Candidacy = {
  /** Lets another tab lead now, for this page is about to freeze or to be kept for the back button. */
  pause(): void;
  /** Competes again after `pause`. */
  resume(): void;
  /** Takes the lead from a holder that does not answer: a tab that was suspended without a word keeps its lock. */
  seize(): void;
  /** Leaves for good; resolves when what ran has stopped. */
  end(): Promise<void>;
};

type Turn = {
  leave: (how: "orderly" | "at once") => void;
  leads: () => boolean;
  over: Promise<void>;
};

/** The one lock of a person's tabs and worker: whoever holds it owns the socket and the outbox. */
export function leadLock(personId: string): string {
  return `alcove-lead-${personId}`;
}

/**
 * Competes for the lead among all tabs of one person and runs `begin` while it is held. The browser gives the
 * lock to the next tab the moment its holder is gone, so nothing has to watch for a dead leader.
 * @param locks undefined where the page is not a secure context: each tab then leads for itself, which is
 * noisier but as safe, because the server takes an entry only once
 */
export function competeForLead(options: {
  locks: Locks | undefined;
  name: string;
  begin: () => Reign;
  /** Called when the wish is queued: a service worker that holds the lock gives way on it. */
  wanted: () => void;
}): Candidacy {
  let ended = false;
  let turn: Turn | null = null;

  function compete(how: "queue" | "seize"): void {
    const own = enter(options, how, () => {
      // Seized by another tab while this one slept: back into the queue.
      if (turn === own && !ended) compete("queue");
    });
    turn = own;
  }

  compete("queue");
  return {
    pause() {
      turn?.leave("at once");
      turn = null;
    },
    resume() {
      if (!ended && turn === null) compete("queue");
    },
    seize() {
      if (ended || turn === null || turn.leads()) return;
      turn.leave("at once");
      compete("seize");
    },
    async end() {
      ended = true;
      const last = turn;
      turn = null;
      last?.leave("orderly");
      await last?.over;
    },
  };
}

function enter(
  { locks, name, begin, wanted }: Parameters<typeof competeForLead>[0],
  how: "queue" | "seize",
  robbed: () => void,
): Turn {
  const withdraw = new AbortController();
  const left = deferred<"orderly" | "at once">();
  let leads = false;
  const lead = async () => {
    leads = true;
    const reign = begin();
    const way = await left.promise;
    leads = false;
    const stopped = reign.stop();
    // A page that freezes runs no further task: waiting for storage here would keep the lock until it thaws.
    if (way === "orderly") await stopped;
    else stopped.catch(() => {});
  };
  const aborted = (error: unknown) => {
    if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
    left.resolve("at once");
    robbed();
  };
  const hold: LockOptions = how === "seize" ? { steal: true } : { signal: withdraw.signal };
  const over = locks === undefined ? lead() : locks.request(name, hold, lead).catch(aborted);
  wanted();
  return {
    leave(way) {
      // Once the lock is granted the signal has no effect any more, so both may be said.
      withdraw.abort();
      left.resolve(way);
    },
    leads: () => leads,
    over,
  };
}
