import { expect, test } from "vitest";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import {
  backoff,
  backoffMs,
  brokenBackoff,
  type Effect,
  type Event,
  outdatedAgainMs,
  probeEvery,
  type State,
  type Step,
  step,
  wakeEveryMs,
} from "./machine.ts";

const states: { [Name in State["name"]]: Extract<State, { name: Name }> } = {
  idle: { name: "idle" },
  connecting: { name: "connecting", failures: 0, since: null },
  greeting: { name: "greeting", failures: 0, since: null },
  catchingUp: { name: "catchingUp", failures: 1, since: 50 },
  live: { name: "live", failures: 2 },
  waiting: { name: "waiting", failures: 1, since: 50, entered: 100 },
  probing: { name: "probing", failures: 2, since: 50 },
  full: { name: "full", tries: 0, since: 50, entered: 100 },
  broken: { name: "broken", failures: 1, entered: 100 },
  outdated: { name: "outdated" },
  ended: { name: "ended", why: "signed-out" },
};

const events: { [Name in Event["name"]]: Extract<Event, { name: Name }> } = {
  start: { name: "start" },
  stop: { name: "stop" },
  opened: { name: "opened" },
  welcomed: { name: "welcomed" },
  caughtUp: { name: "caughtUp" },
  closed: { name: "closed", code: 1006, at: 200 },
  died: { name: "died", at: 200 },
  retryDue: { name: "retryDue" },
  probed: { name: "probed", result: "ok", at: 200 },
  online: { name: "online" },
  offline: { name: "offline", at: 200 },
  wake: { name: "wake", at: 100 + wakeEveryMs },
  full: { name: "full", at: 200 },
  room: { name: "room" },
  stillFull: { name: "stillFull", at: 200 },
  held: { name: "held" },
  broke: { name: "broke", at: 200 },
};

const hangUp: Effect = { do: "hangUp" };
const connect: Effect = { do: "connect" };
const cancelRetry: Effect = { do: "cancelRetry" };
const retry = (afterMs: number): Effect => ({ do: "retry", afterMs });

const idle: State = { name: "idle" };
const connecting = (failures: number, since: number | null): State => ({
  name: "connecting",
  failures,
  since,
});
const waiting = (failures: number, since: number): State => ({
  name: "waiting",
  failures,
  since,
  entered: 200,
});
const filled: Step = [{ name: "full", tries: 0, since: 200, entered: 200 }, [hangUp, retry(2_000)]];
const broken = (failures: number, afterMs: number): Step => [
  { name: "broken", failures, entered: 200 },
  [hangUp, retry(afterMs)],
];

/** What every event makes of every state above, and what is done. Of what is not named nothing comes at all. */
const expected: { [S in State["name"]]: { [E in Event["name"]]?: Step } } = {
  idle: {
    start: [connecting(0, null), [connect]],
  },
  connecting: {
    stop: [idle, [hangUp]],
    opened: [{ name: "greeting", failures: 0, since: null }, [{ do: "hello" }]],
    closed: [waiting(1, 200), [hangUp, retry(500)]],
    died: [waiting(1, 200), [hangUp, retry(500)]],
    offline: [waiting(0, 200), [hangUp, retry(30_000)]],
    full: filled,
    broke: broken(1, 2_000),
  },
  greeting: {
    stop: [idle, [hangUp]],
    welcomed: [{ name: "catchingUp", failures: 0, since: null }, []],
    closed: [waiting(1, 200), [hangUp, retry(500)]],
    died: [waiting(1, 200), [hangUp, retry(500)]],
    offline: [waiting(0, 200), [hangUp, retry(30_000)]],
    full: filled,
    broke: broken(1, 2_000),
  },
  catchingUp: {
    stop: [idle, [hangUp]],
    caughtUp: [{ name: "live", failures: 1 }, [{ do: "push" }, { do: "watchHold" }]],
    closed: [waiting(2, 50), [hangUp, retry(1_000)]],
    died: [waiting(2, 50), [hangUp, retry(1_000)]],
    offline: [waiting(1, 50), [hangUp, retry(30_000)]],
    full: filled,
    broke: broken(2, 4_000),
  },
  live: {
    stop: [idle, [hangUp]],
    held: [{ name: "live", failures: 0 }, []],
    closed: [waiting(3, 200), [hangUp, retry(2_000)]],
    died: [waiting(3, 200), [hangUp, retry(2_000)]],
    offline: [waiting(2, 200), [hangUp, retry(30_000)]],
    wake: [states.live, [{ do: "push" }]],
    full: filled,
    broke: broken(3, 8_000),
  },
  waiting: {
    stop: [idle, [cancelRetry]],
    retryDue: [connecting(1, 50), [cancelRetry, connect]],
    online: [connecting(1, 50), [cancelRetry, connect]],
    wake: [connecting(1, 50), [cancelRetry, connect]],
    full: filled,
    broke: broken(2, 4_000),
  },
  probing: {
    stop: [idle, []],
    probed: [waiting(2, 50), [hangUp, retry(2_000)]],
    offline: [waiting(2, 50), [hangUp, retry(30_000)]],
    full: filled,
    broke: broken(3, 8_000),
  },
  full: {
    stop: [idle, [cancelRetry]],
    retryDue: [states.full, [{ do: "lookForRoom" }]],
    wake: [{ ...states.full, entered: events.wake.at }, [{ do: "lookForRoom" }]],
    room: [connecting(0, 50), [cancelRetry, connect]],
    stillFull: [{ name: "full", tries: 1, since: 50, entered: 200 }, [hangUp, retry(4_000)]],
  },
  outdated: {
    stop: [idle, [cancelRetry]],
    retryDue: [connecting(0, null), [connect]],
  },
  broken: {
    stop: [idle, [cancelRetry]],
    retryDue: [connecting(1, null), [cancelRetry, connect]],
    wake: [connecting(1, null), [cancelRetry, connect]],
    full: filled,
  },
  ended: {
    start: [connecting(0, null), [connect]],
    stop: [idle, []],
  },
};

for (const state of Object.values(states)) {
  for (const event of Object.values(events)) {
    const after = expected[state.name][event.name];
    const words = after && [after[0].name, ...after[1].map((effect) => effect.do)].join(", ");
    test(`${state.name} × ${event.name} → ${words ?? "nothing"}`, () => {
      const [next, effects] = step(state, event);
      expect([next, effects]).toEqual(after ?? [state, []]);
      if (after === undefined) expect(next).toBe(state);
    });
  }
}

function closedIn(state: State, code: number): State {
  return step(state, { name: "closed", code, at: 200 })[0];
}

test("signed out ends it; only a new start begins again", () => {
  expect(closedIn(states.live, closeCodes.signedOut)).toEqual({ name: "ended", why: "signed-out" });
});

test("[R16] versions that do not fit are asked about once a minute and not sooner, whatever is written meanwhile", () => {
  const [outdated, effects] = step(states.greeting, {
    name: "closed",
    code: closeCodes.clientTooOld,
    at: 200,
  });
  expect(outdated).toEqual({ name: "outdated" });
  expect(effects).toEqual([{ do: "hangUp" }, { do: "retry", afterMs: outdatedAgainMs }]);
  expect(step(outdated, { name: "wake", at: 10 ** 9 })).toEqual([outdated, []]);
});

test("[R10] a full device hangs up and looks for room from every two to every thirty seconds", () => {
  let [state, effects] = step(states.live, { name: "full", at: 1_000 });
  const waits: unknown[] = [];
  for (let look = 0; look < 7; look++) {
    expect(effects).toContainEqual({ do: "hangUp" });
    waits.push(effects.find((effect) => effect.do === "retry"));
    const [looking, looks] = step(state, { name: "retryDue" });
    expect(looks).toEqual([{ do: "lookForRoom" }]);
    [state, effects] = step(looking, { name: "stillFull", at: 2_000 });
  }
  expect(waits.map((wait) => (wait as { afterMs: number }).afterMs)).toEqual([
    2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
  ]);
  expect(step(state, { name: "room" })[0].name).toBe("connecting");
});

test("[R18] a clock that was set back keeps nobody from trying at once", () => {
  const back = step(states.waiting, { name: "wake", at: states.waiting.entered - 3_600_000 });
  expect(back[0].name).toBe("connecting");
});

/** The waits before each attempt when every connection ends the same way right after it was live. */
function waitsWhen(ends: Event, attempts: number, holds = false): number[] {
  let [state] = step(states.idle, { name: "start" });
  const waits: number[] = [];
  for (let attempt = 0; attempt < attempts; attempt++) {
    let wait = 0;
    const events: Event[] = [
      { name: "opened" },
      { name: "welcomed" },
      { name: "caughtUp" },
      ...(holds ? [{ name: "held" } as const] : []),
      ends,
    ];
    for (const event of events) {
      const [next, effects] = step(state, event);
      state = next;
      for (const effect of effects) if (effect.do === "retry") wait = effect.afterMs;
    }
    waits.push(wait);
    if (state.name !== "connecting") [state] = step(state, { name: "retryDue" });
    expect(state.name).toBe("connecting");
  }
  return waits;
}

test.each([
  ["lost", { name: "closed", code: 1006, at: 0 }],
  ["dead", { name: "died", at: 0 }],
  ["closed because admission changed", { name: "closed", code: closeCodes.admissionChanged, at: 0 }],
  ["closed by a restart", { name: "closed", code: closeCodes.serverRestarts, at: 0 }],
  ["closed for a bad frame", { name: "closed", code: closeCodes.badFrame, at: 0 }],
  ["broken off by an error of the device", { name: "broke", at: 0 }],
] satisfies [string, Event][])(
  "[D6] a line that catches up and is %s each time backs off all the same",
  (_, ends) => {
    const waits = waitsWhen(ends, 12);
    expect(waits.slice(-3).every((wait) => wait >= backoff.mostMs)).toBe(true);
    expect(waits.slice(1).every((wait) => wait >= 1_000)).toBe(true);
  },
);

test("[D6] a line that has held begins anew with the shortest wait", () => {
  const waits = waitsWhen({ name: "closed", code: 1006, at: 0 }, 5, true);
  expect(waits).toEqual([500, 500, 500, 500, 500]);
});

test("[D16] an error of the device is no dead line: it has a state and a back-off of its own", () => {
  const [broken, effects] = step(states.live, { name: "broke", at: 200 });
  expect(broken).toEqual({ name: "broken", failures: 3, entered: 200 });
  expect(effects).toEqual([{ do: "hangUp" }, { do: "retry", afterMs: brokenBackoff.firstMs * 4 }]);
  const often = waitsWhen({ name: "broke", at: 0 }, 9);
  expect(often).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000]);
});

test("an account that the server has barred ends it as suspended, though its sign-in is gone as well", () => {
  const closed = { name: "closed", code: closeCodes.admissionChanged, barred: true, at: 200 } as const;
  expect(step(states.live, closed)).toEqual([{ name: "ended", why: "suspended" }, [{ do: "hangUp" }]]);
});

test("a changed account connects at once, and the first socket that does not open asks why", () => {
  const again = closedIn({ name: "live", failures: 0 }, closeCodes.admissionChanged);
  expect(again.name).toBe("connecting");
  const [asking, effects] = step(again, { name: "closed", code: 1006, at: 300 });
  expect(asking.name).toBe("probing");
  expect(effects).toContainEqual({ do: "probe" });
  expect(step(asking, { name: "probed", result: "inactive", at: 400 })[0]).toEqual({
    name: "ended",
    why: "suspended",
  });
});

test("every second socket in a row that does not open asks why", () => {
  let state: State = states.connecting;
  const names: string[] = [];
  for (let attempt = 0; attempt < 2 * probeEvery; attempt++) {
    [state] = step(state, { name: "closed", code: 1006, at: 0 });
    names.push(state.name);
    if (state.name === "probing") [state] = step(state, { name: "probed", result: "unreachable", at: 0 });
    [state] = step(state, { name: "retryDue" });
  }
  expect(names).toEqual(["waiting", "probing", "waiting", "probing"]);
});

test("[D6] attempts back off from half a second to half a minute and never end", () => {
  const waits = Array.from({ length: 12 }, (_, failures) => backoffMs(failures));
  expect(waits[0]).toBe(backoff.firstMs);
  expect(waits.slice(0, 6)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000]);
  expect(new Set(waits.slice(6))).toEqual(new Set([backoff.mostMs]));
});

test("writing while waiting tries at once, but not more often than every three seconds", () => {
  const tooSoon = step(states.waiting, { name: "wake", at: states.waiting.entered + wakeEveryMs - 1 });
  expect(tooSoon).toEqual([states.waiting, []]);
});

test("told to slow down, it waits longer than after a lost network", () => {
  const live = { name: "live", failures: 0 } as const;
  const [, effects] = step(live, { name: "closed", code: closeCodes.tooManyRefusals, at: 0 });
  expect(effects).toContainEqual({ do: "retry", afterMs: backoffMs(3) });
});
