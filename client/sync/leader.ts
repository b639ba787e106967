/** What runs while this tab leads. `stop` closes the socket before it returns its promise. */
export type Reign = { stop(): Promise<void> };

/** The part of `navigator.locks` that an election needs. */
export type Locks = Pick<LockManager, "request">;

export type Candidacy = {
  /** Lets another tab lead now, for this page is about to freeze or to be kept for the back button. */
  pause(): void;
  /** Competes again after `pause`. */
  resume(): void;
  /** Leaves for good; resolves when what ran has stopped. */
  end(): Promise<void>;
};

type Turn = {
  /** Takes the wish for the lock back while it is only waited for. */
  withdraw: AbortController;
  leave: (how: "orderly" | "at once") => void;
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
  let turn: Turn | null = enter(options);
  let ended = false;
  return {
    pause() {
      turn?.leave("at once");
      turn = null;
    },
    resume() {
      if (!ended && turn === null) turn = enter(options);
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

function enter({ locks, name, begin, wanted }: Parameters<typeof competeForLead>[0]): Turn {
  const withdraw = new AbortController();
  const left = Promise.withResolvers<"orderly" | "at once">();
  const lead = async () => {
    const reign = begin();
    const how = await left.promise;
    const stopped = reign.stop();
    // A page that freezes runs no further task: waiting for storage here would keep the lock until it thaws.
    if (how === "orderly") await stopped;
    else stopped.catch(() => {});
  };
  const over =
    locks === undefined
      ? lead()
      : locks.request(name, { signal: withdraw.signal }, lead).catch(unlessAborted);
  wanted();
  return {
    withdraw,
    leave(how) {
      // Once the lock is granted the signal has no effect any more, so both may be said.
      withdraw.abort();
      left.resolve(how);
    },
    over,
  };
}

function unlessAborted(error: unknown): void {
  if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
}
