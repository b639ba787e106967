import { randomUUID } from "node:crypto";
import Database from "better-sqlite3";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { migrateStore } from "../store/schema.ts";
import { createSqliteStore } from "../store/sqlite-store.ts";
import type { Store } from "../store/store.ts";
import { mostAttempts, waitAfter } from "./attempts.ts";
import type { Job, JobHandler, JobKind, JobResult, JobSeed } from "./job.ts";
import { retryAfterMs } from "./retry-after.ts";
import { TestClock } from "./test-clock.ts";
import { createWorker, type Worker } from "./worker.ts";

const start = 1_700_000_000_000;
const minute = 60_000;
const kind: JobKind = "meeting.arrange";

let store: Store;
let clock: TestClock;
let worker: Worker;
let handle: JobHandler;
let tried: string[];
let errors: unknown[];

beforeEach(() => {
  const db = new Database(":memory:");
  migrateStore(db);
  store = createSqliteStore(db);
  clock = new TestClock(start);
  tried = [];
  errors = [];
  handle = async () => ({ outcome: "done" });
  worker = workerOn(store);
});
afterEach(() => worker.stop());

function workerOn(on: Store): Worker {
  const handler: JobHandler = (job, signal) => {
    tried.push(job.id);
    return handle(job, signal);
  };
  const handlers = new Proxy({} as Record<JobKind, JobHandler>, { get: () => handler });
  return createWorker({
    store: on,
    handlers,
    now: clock.now,
    random: () => 0.5,
    schedule: clock.schedule,
    onError: (error) => errors.push(error),
  });
}

function seed(id: string, more: Partial<JobSeed> = {}): JobSeed {
  return { id, kind, ticketId: null, dueAt: start, payload: {}, ...more };
}

async function begin(...seeds: JobSeed[]): Promise<void> {
  await store.addJobs(seeds);
  worker.start();
  await worker.idle();
}
const pass = (ms: number) => clock.advance(ms, () => worker.idle());
const state = async (id: string) => {
  const job = await store.job(id);
  return job === null ? null : { state: job.state, attempts: job.attempts, lastError: job.lastError };
};

test("a job runs once when it is due, and not before", async () => {
  await begin(seed("now"), seed("later", { dueAt: start + 10 * minute }));
  expect(tried).toEqual(["now"]);
  await pass(9 * minute);
  expect(tried).toEqual(["now"]);
  await pass(2 * minute);
  expect(tried).toEqual(["now", "later"]);
  await pass(60 * minute);
  expect(tried).toHaveLength(2);
  expect(await state("later")).toEqual({ state: "done", attempts: 0, lastError: null });
});

test("[J3] a service that is down for an hour and then back: tried again with growing waits, done once", async () => {
  const backAt = start + 60 * minute;
  const at: number[] = [];
  handle = async () => {
    at.push(clock.at);
    return clock.at < backAt ? { outcome: "retry", error: "away" } : { outcome: "done" };
  };
  await begin(seed("link"));
  await pass(59 * minute);
  expect(await state("link")).toMatchObject({ state: "waiting", lastError: "away" });
  await pass(15 * minute);
  expect(await state("link")).toMatchObject({ state: "done" });
  const waits = at.slice(1).map((time, index) => time - (at[index] ?? 0));
  expect(Math.min(...waits)).toBeGreaterThan(4_000);
  expect(Math.max(...waits)).toBeLessThanOrEqual(10 * minute + 1_000);
  expect(at.length).toBeLessThan(mostAttempts);
  expect(at.filter((time) => time >= backAt)).toHaveLength(1);
});

test("[J4] tries are bounded: then it has given up, is listed with its last error, and can be run again", async () => {
  handle = async () => ({ outcome: "retry", error: `away for ${tried.length}` });
  await begin(seed("link"), seed("fine", { dueAt: start + 1 }));
  await pass(5 * 60 * minute);
  expect(tried.filter((id) => id === "link")).toHaveLength(mostAttempts);
  const [failed] = (await store.failedJobs(9)).filter(({ id }) => id === "link");
  expect(failed).toMatchObject({ attempts: mostAttempts, runs: 0, state: "failed" });
  expect(failed?.lastError).toMatch(/^away for \d+$/);

  handle = async () => ({ outcome: "done" });
  expect(await store.runJobAgain("link", clock.at)).toBe(true);
  expect(await store.runJobAgain("link", clock.at)).toBe(false);
  expect(await store.runJobAgain("nothing", clock.at)).toBe(false);
  worker.wake();
  await worker.idle();
  expect(await store.job("link")).toMatchObject({ state: "done", runs: 1, attempts: 0 });
});

test("[J3] a wait that the service asks for is kept", async () => {
  handle = async ({ attempts }) =>
    attempts === 0 ? { outcome: "retry", error: "busy", afterMs: 30 * minute } : { outcome: "done" };
  await begin(seed("link"));
  await pass(29 * minute);
  expect(tried).toHaveLength(1);
  await pass(2 * minute);
  expect(await state("link")).toMatchObject({ state: "done" });
});

test("a job that comes again has all its tries each time", async () => {
  let round = 0;
  handle = async (): Promise<JobResult> => {
    round++;
    if (round % 2 === 1) return { outcome: "retry", error: "busy" };
    return { outcome: "again", dueAt: clock.at + 5 * minute };
  };
  await begin(seed("page"));
  await pass(60 * minute);
  expect(round).toBeGreaterThan(16);
  expect(await state("page")).toMatchObject({ state: "waiting" });
});

test("[J2] one at a time for each ticket, in the order due, and a few at once for all", async () => {
  const open: { job: Job; end: () => void }[] = [];
  /** The tickets of what ran together, whenever something began. */
  const together: (string | null)[][] = [];
  handle = (job) =>
    new Promise((resolve) => {
      open.push({ job, end: () => resolve({ outcome: "done" }) });
      together.push(open.map((each) => each.job.ticketId));
    });
  const [a, b] = [randomUUID(), randomUUID()];
  await store.addJobs([
    ...[1, 2, 3].map((n) => seed(`a${n}`, { ticketId: a, dueAt: start - 10 + n })),
    ...[1, 2].map((n) => seed(`b${n}`, { ticketId: b, dueAt: start - 5 + n })),
    ...Array.from({ length: 20 }, (_, n) => seed(`c${n}`)),
  ]);
  worker.start();
  await expect.poll(() => open.length).toBe(6);
  expect(tried.slice(0, 2)).toEqual(["a1", "b1"]);
  for (let ended = 0; ended < 25; ended++) {
    await expect.poll(() => open.length).toBeGreaterThan(0);
    open.shift()?.end();
  }
  await worker.idle();
  expect(tried).toHaveLength(25);
  expect(tried.filter((id) => id.startsWith("a"))).toEqual(["a1", "a2", "a3"]);
  expect(together).toHaveLength(25);
  for (const tickets of together) {
    expect(tickets.length).toBeLessThanOrEqual(6);
    const named = tickets.filter((ticket) => ticket !== null);
    expect(new Set(named).size).toBe(named.length);
  }
});

test("what throws is tried again, and told", async () => {
  handle = async () => {
    if (tried.length === 1) throw new Error("broken");
    return { outcome: "done" };
  };
  await begin(seed("x"));
  expect(errors).toHaveLength(1);
  expect(await state("x")).toMatchObject({ state: "waiting", attempts: 1, lastError: "broken" });
  await pass(minute);
  expect(await state("x")).toMatchObject({ state: "done" });
});

test("a try that takes too long is aborted and counted", async () => {
  handle = (_, signal) =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  await store.addJobs([seed("slow")]);
  worker.start();
  await expect.poll(() => tried).toEqual(["slow"]);
  await clock.advance(minute, async () => {});
  await worker.idle();
  expect(await state("slow")).toMatchObject({ state: "waiting", attempts: 1, lastError: "took too long" });
});

test("[J1] stopped in the middle, a try is neither done nor failed: the next start runs it", async () => {
  handle = (_, signal) =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  await store.addJobs([seed("x")]);
  worker.start();
  await expect.poll(() => tried).toEqual(["x"]);
  await worker.stop();
  expect(await state("x")).toEqual({ state: "waiting", attempts: 0, lastError: null });
  handle = async () => ({ outcome: "done" });
  worker = workerOn(store);
  worker.start();
  await worker.idle();
  expect(await state("x")).toMatchObject({ state: "done" });
});

test("a job cancelled while it runs stays cancelled", async () => {
  handle = async () => {
    await store.cancelJobs({ ids: ["x"] }, clock.at);
    return { outcome: "again", dueAt: clock.at + 1 };
  };
  await begin(seed("x"));
  await pass(minute);
  expect(tried).toEqual(["x"]);
  expect(await state("x")).toMatchObject({ state: "cancelled" });
});

test("a job of a kind that nothing runs has given up, and says so", async () => {
  const only = createWorker({
    store,
    handlers: {} as Record<JobKind, JobHandler>,
    now: clock.now,
    random: () => 0,
    schedule: clock.schedule,
    onError: (error) => errors.push(error),
  });
  await store.addJobs([seed("x")]);
  only.start();
  await only.idle();
  expect(await state("x")).toMatchObject({ state: "failed", lastError: `nothing here runs ${kind}` });
  await only.stop();
});

test("done jobs are forgotten after a month; those that gave up are not", async () => {
  handle = async ({ id }) => (id === "bad" ? { outcome: "failed", error: "no" } : { outcome: "done" });
  await begin(seed("good"), seed("bad"));
  await pass(3_600_000);
  expect(await state("good")).not.toBeNull();
  clock.at += 31 * 86_400_000;
  await pass(3_600_000);
  expect(await state("good")).toBeNull();
  expect(await state("bad")).toMatchObject({ state: "failed" });
});

describe("waits", () => {
  test("[J3] grow, never pass their bound, and never undercut what the service asked", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: mostAttempts }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.integer({ min: 0, max: 86_400_000 }),
        (attempts, random, asked) => {
          const wait = waitAfter(attempts, random, asked);
          expect(wait).toBeGreaterThanOrEqual(asked);
          expect(wait).toBeLessThanOrEqual(Math.max(10 * minute, asked));
          expect(wait).toBeGreaterThan(3_000);
        },
      ),
    );
    expect(waitAfter(1, 0)).toBe(5_000);
    expect(waitAfter(3, 0)).toBe(20_000);
    expect(waitAfter(mostAttempts, 0)).toBe(10 * minute);
    expect(waitAfter(1, 0, 999 * 86_400_000)).toBe(86_400_000);
  });

  test.each([
    ["120", 120_000],
    [" 0 ", 0],
    [new Date(start + 90_000).toUTCString(), 90_000],
    [new Date(start - 90_000).toUTCString(), 0],
    ["soon", null],
    ["-5", null],
    ["", null],
    [null, null],
  ])("Retry-After %s is %s ms", (header, ms) => {
    expect(retryAfterMs(header, start)).toBe(ms);
  });
});

test("[R3][J3] while an outcome cannot be stored nothing repeats the outside call; it is stored when that works again", async () => {
  let full = true;
  const failing: Store = {
    ...store,
    finishJob: async (id, ending, at) => {
      if (full) throw new Error("disk full");
      await store.finishJob(id, ending, at);
    },
  };
  worker = workerOn(failing);
  await store.addJobs([seed("sent")]);
  worker.start();
  await pass(10 * minute);
  expect(tried).toEqual(["sent"]);
  expect(errors.length).toBeGreaterThan(0);
  // Once for each look.
  expect(errors.length).toBeLessThanOrEqual(610);
  full = false;
  await pass(minute);
  expect(tried).toEqual(["sent"]);
  expect(await state("sent")).toEqual({ state: "done", attempts: 0, lastError: null });
});

test("[R7] a clock that jumps ahead and back fires nothing twice", async () => {
  await begin(
    seed("reminder", { dueAt: start + 60 * minute }),
    seed("later", { dueAt: start + 600 * minute }),
  );
  clock.at += 120 * minute;
  await pass(minute);
  expect(tried).toEqual(["reminder"]);
  clock.at -= 120 * minute;
  await pass(90 * minute);
  expect(tried).toEqual(["reminder"]);
  await pass(600 * minute);
  expect(tried).toEqual(["reminder", "later"]);
});

test("[J6] a backlog of jobs leaves the event loop free between one job and the next", async () => {
  let turns = 0;
  let counting = true;
  const count = () => {
    turns++;
    if (counting) setImmediate(count);
  };
  setImmediate(count);
  await begin(...Array.from({ length: 300 }, (_, number) => seed(`job ${number}`)));
  counting = false;
  expect(tried).toHaveLength(300);
  expect(turns).toBeGreaterThanOrEqual(300);
});
