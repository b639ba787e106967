import { closeCodes } from "../../shared/protocol/close-codes.ts";

/**
 * The connection's life. `failures` counts attempts in a row that brought no connection that held; `since` is when the
 * last good connection was lost (ms), null before the first.
 */
export type State =
  | { name: "idle" }
  | { name: "connecting"; failures: number; since: number | null }
  /** Open, hello said, no welcome yet. */
  | { name: "greeting"; failures: number; since: number | null }
  | { name: "catchingUp"; failures: number; since: number | null }
  /** Caught up: only here does the device push. `failures` is kept until this connection has held. */
  | { name: "live"; failures: number }
  /** No connection; a retry is due. `entered` is when the waiting began. */
  | { name: "waiting"; failures: number; since: number; entered: number }
  /** Sockets do not open: asking over HTTP why, since a browser hides how an upgrade was answered. */
  | { name: "probing"; failures: number; since: number }
  /** The device has no room to store what would come. `tries`: so often it was looked at in vain. */
  | { name: "full"; tries: number; since: number; entered: number }
  /** This device could not read or store something: no fault of the line. A retry is due. */
  | { name: "broken"; failures: number; entered: number }
  /** The server and this app speak different versions of the protocol; one of them is being updated. */
  | { name: "outdated" }
  | { name: "ended"; why: Ending };

export type Ending = "signed-out" | "suspended";
export type Probed = "ok" | "signed-out" | "inactive" | "unreachable";

export type Event =
  | { name: "start" }
  | { name: "stop" }
  | { name: "opened" }
  | { name: "welcomed" }
  | { name: "caughtUp" }
  /** A live connection has held for `heldAfterMs`. */
  | { name: "held" }
  /** `barred`: the server's last word was that this account is not active. */
  | { name: "closed"; code: number; barred?: boolean; at: number }
  /** Nothing is heard, or what was promised does not come: the socket is dead, whatever it says. */
  | { name: "died"; at: number }
  /** Something could not be stored, because the device has no room. */
  | { name: "full"; at: number }
  /** A task of the device failed: its database, or the program itself. */
  | { name: "broke"; at: number }
  | { name: "room" }
  | { name: "stillFull"; at: number }
  | { name: "retryDue" }
  | { name: "probed"; result: Probed; at: number }
  | { name: "online" }
  | { name: "offline"; at: number }
  | { name: "wake"; at: number };

export type Effect =
  | { do: "connect" }
  | { do: "hangUp" }
  | { do: "hello" }
  /** The engine adds the jitter. */
  | { do: "retry"; afterMs: number }
  | { do: "cancelRetry" }
  | { do: "probe" }
  /** Is there room on the device again? */
  | { do: "lookForRoom" }
  /** Say `held` after `heldAfterMs` if this connection is still the one. */
  | { do: "watchHold" }
  | { do: "push" };

export type Step = readonly [State, readonly Effect[]];

/** Reconnecting: from half a second, doubling, to half a minute. It has no last attempt: a device waits for its network. */
export const backoff = { firstMs: 500, mostMs: 30_000 } as const;
/** A connection that was live for so long was a good one; only then does backing off begin anew. */
export const heldAfterMs = 10_000;
/** After this many sockets in a row that did not open, and each such number again, HTTP is asked why. */
export const probeEvery = 2;
/** A server that restarts is back soon, and everybody returns at once: this long, with jitter. */
export const restartMs = 2_000;
/** Told to slow down: the wait begins as if so many attempts had failed (4 s). */
const failuresWhenTooMuch = 3;
/** A full device looks for room after two seconds, then doubling, to half a minute, for as long as it takes. */
export const roomBackoff = { firstMs: 2_000, mostMs: 30_000 } as const;
/** A device whose database fails tries again after two seconds, then doubling, to a minute, without end. */
export const brokenBackoff = { firstMs: 2_000, mostMs: 60_000 } as const;
/** Versions that do not fit: asked again so often, since either side may be updated at any time. */
export const outdatedAgainMs = 60_000;
/** Writing something while waiting tries at once, but not more often than this. */
export const wakeEveryMs = 3_000;

export function backoffMs(failures: number): number {
  return Math.min(backoff.mostMs, backoff.firstMs * 2 ** Math.min(failures, 10));
}

type Table = {
  [S in State["name"]]: {
    [E in Event["name"]]: (state: Extract<State, { name: S }>, event: Extract<Event, { name: E }>) => Step;
  };
};

type Connected = Extract<State, { name: "connecting" | "greeting" | "catchingUp" }>;

const stay = (state: State): Step => [state, []];
const stopped = (): Step => [{ name: "idle" }, [{ do: "hangUp" }]];
const first = (): Step => [{ name: "connecting", failures: 0, since: null }, [{ do: "connect" }]];

function wait(failures: number, since: number | null, at: number, afterMs: number): Step {
  return [
    { name: "waiting", failures, since: since ?? at, entered: at },
    [{ do: "hangUp" }, { do: "retry", afterMs }],
  ];
}

function again(failures: number, since: number | null): Step {
  return [{ name: "connecting", failures, since }, [{ do: "cancelRetry" }, { do: "connect" }]];
}

function full(tries: number, since: number, at: number): Step {
  const afterMs = Math.min(roomBackoff.mostMs, roomBackoff.firstMs * 2 ** Math.min(tries, 10));
  return [{ name: "full", tries, since, entered: at }, [{ do: "hangUp" }, { do: "retry", afterMs }]];
}

/** What came and could not be stored must come again, so the connection ends; the line is not to blame. */
function broken(failures: number, at: number): Step {
  const afterMs = Math.min(brokenBackoff.mostMs, brokenBackoff.firstMs * 2 ** Math.min(failures, 10));
  return [
    { name: "broken", failures: failures + 1, entered: at },
    [{ do: "hangUp" }, { do: "retry", afterMs }],
  ];
}

const broke = (state: { failures: number }, { at }: { at: number }): Step => broken(state.failures, at);
const filled = (_: State, { at }: { at: number }): Step => full(0, at, at);

/** Clocks are set back and forth: what lies in the future is long ago too. */
function longAgo(entered: number, at: number): boolean {
  return Math.abs(at - entered) >= wakeEveryMs;
}

/** A socket that was open has closed. */
function lost(
  failures: number,
  since: number | null,
  { code, barred, at }: Extract<Event, { name: "closed" }>,
): Step {
  // Its sign-ins have ended too, so whoever asks HTTP later is told only that.
  if (barred) return [{ name: "ended", why: "suspended" }, [{ do: "hangUp" }]];
  switch (code) {
    case closeCodes.signedOut:
      return [{ name: "ended", why: "signed-out" }, [{ do: "hangUp" }]];
    case closeCodes.clientTooOld:
      return [{ name: "outdated" }, [{ do: "hangUp" }, { do: "retry", afterMs: outdatedAgainMs }]];
    case closeCodes.admissionChanged:
      // Admission decides anew; if it says no, the next closed socket asks HTTP why. At once only the first time.
      if (failures > 0) return wait(failures + 1, since, at, backoffMs(failures));
      return again(probeEvery - 1, since ?? at);
    case closeCodes.serverRestarts:
      return wait(failures + 1, since, at, Math.max(restartMs, backoffMs(failures)));
    case closeCodes.slowReader:
    case closeCodes.tooManyRefusals:
    case closeCodes.tooLarge:
    case closeCodes.badFrame: {
      const next = Math.max(failures + 1, failuresWhenTooMuch);
      return wait(next, since, at, backoffMs(next));
    }
    default:
      return wait(failures + 1, since, at, backoffMs(failures));
  }
}

function unopened({ failures, since }: Connected, at: number): Step {
  const next = failures + 1;
  if (next % probeEvery === 0) {
    return [{ name: "probing", failures: next, since: since ?? at }, [{ do: "hangUp" }, { do: "probe" }]];
  }
  return wait(next, since, at, backoffMs(failures));
}

function probed(state: Extract<State, { name: "probing" }>, result: Probed, at: number): Step {
  if (result === "signed-out") return [{ name: "ended", why: "signed-out" }, []];
  if (result === "inactive") return [{ name: "ended", why: "suspended" }, []];
  return wait(state.failures, state.since, at, backoffMs(state.failures));
}

const connected = {
  start: stay,
  stop: stopped,
  opened: stay,
  welcomed: stay,
  caughtUp: stay,
  held: stay,
  full: filled,
  broke,
  room: stay,
  stillFull: stay,
  retryDue: stay,
  probed: stay,
  online: stay,
  wake: stay,
} as const;

/** No connection stands and none is being made: what a socket might say is about the past. */
const disconnected = {
  start: stay,
  opened: stay,
  welcomed: stay,
  caughtUp: stay,
  held: stay,
  closed: stay,
  died: stay,
  room: stay,
  stillFull: stay,
  probed: stay,
  online: stay,
  offline: stay,
} as const;

const table: Table = {
  idle: { ...disconnected, start: first, stop: stay, full: stay, broke: stay, retryDue: stay, wake: stay },
  connecting: {
    ...connected,
    opened: (state) => [{ ...state, name: "greeting" }, [{ do: "hello" }]],
    closed: (state, { at }) => unopened(state, at),
    died: (state, { at }) => unopened(state, at),
    offline: (state, { at }) => wait(state.failures, state.since, at, backoff.mostMs),
  },
  greeting: {
    ...connected,
    welcomed: (state) => [{ ...state, name: "catchingUp" }, []],
    closed: (state, event) => lost(state.failures, state.since, event),
    died: (state, { at }) => wait(state.failures + 1, state.since, at, backoffMs(state.failures)),
    offline: (state, { at }) => wait(state.failures, state.since, at, backoff.mostMs),
  },
  catchingUp: {
    ...connected,
    caughtUp: ({ failures }) => [{ name: "live", failures }, [{ do: "push" }, { do: "watchHold" }]],
    closed: (state, event) => lost(state.failures, state.since, event),
    died: (state, { at }) => wait(state.failures + 1, state.since, at, backoffMs(state.failures)),
    offline: (state, { at }) => wait(state.failures, state.since, at, backoff.mostMs),
  },
  live: {
    ...connected,
    held: (state) => (state.failures === 0 ? stay(state) : [{ name: "live", failures: 0 }, []]),
    closed: ({ failures }, event) => lost(failures, event.at, event),
    died: ({ failures }, { at }) => wait(failures + 1, at, at, backoffMs(failures)),
    offline: ({ failures }, { at }) => wait(failures, at, at, backoff.mostMs),
    wake: (state) => [state, [{ do: "push" }]],
  },
  waiting: {
    ...disconnected,
    stop: () => [{ name: "idle" }, [{ do: "cancelRetry" }]],
    full: filled,
    broke,
    retryDue: (state) => again(state.failures, state.since),
    online: (state) => again(state.failures, state.since),
    // Some browsers say "offline" and have a network: the retry goes on at its slowest.
    offline: stay,
    wake: (state, { at }) => (longAgo(state.entered, at) ? again(state.failures, state.since) : stay(state)),
  },
  probing: {
    ...disconnected,
    stop: () => [{ name: "idle" }, []],
    full: filled,
    broke,
    retryDue: stay,
    probed: (state, { result, at }) => probed(state, result, at),
    offline: (state, { at }) => wait(state.failures, state.since, at, backoff.mostMs),
    wake: stay,
  },
  full: {
    ...disconnected,
    stop: () => [{ name: "idle" }, [{ do: "cancelRetry" }]],
    // What was received before the first "full" fails one after the other: that is one and the same.
    full: stay,
    broke: stay,
    retryDue: (state) => [state, [{ do: "lookForRoom" }]],
    room: (state) => again(0, state.since),
    stillFull: (state, { at }) => full(state.tries + 1, state.since, at),
    wake: (state, { at }) =>
      longAgo(state.entered, at) ? [{ ...state, entered: at }, [{ do: "lookForRoom" }]] : stay(state),
  },
  broken: {
    ...disconnected,
    stop: () => [{ name: "idle" }, [{ do: "cancelRetry" }]],
    full: filled,
    // What was queued before the first failure fails one after the other: that is one and the same.
    broke: stay,
    retryDue: (state) => again(state.failures, null),
    // Something was just written, so the database works again.
    wake: (state, { at }) => (longAgo(state.entered, at) ? again(state.failures, null) : stay(state)),
  },
  outdated: {
    ...disconnected,
    stop: () => [{ name: "idle" }, [{ do: "cancelRetry" }]],
    full: stay,
    broke: stay,
    retryDue: () => [{ name: "connecting", failures: 0, since: null }, [{ do: "connect" }]],
    wake: stay,
  },
  ended: {
    ...disconnected,
    start: first,
    stop: () => [{ name: "idle" }, []],
    full: stay,
    broke: stay,
    retryDue: stay,
    wake: stay,
  },
};

/** What an event makes of a state, and what is to be done. Pure; every pair of the two is in the table. */
export function step(state: State, event: Event): Step {
  // The table's type ties each cell to its state and event; TypeScript cannot follow that through two indexes.
  const cell = table[state.name][event.name] as (state: State, event: Event) => Step;
  return cell(state, event);
}
