import { unreachable } from "../../shared/unreachable.ts";
import type { JobEnding, Store } from "../store/store.ts";
import { isLastAttempt, waitAfter } from "./attempts.ts";
import type { Job, JobHandler, JobKind, JobResult } from "./job.ts";
import { Stopping } from "./stopping.ts";

/** Jobs tried at the same time: enough that a slow service does not hold up the others, few enough for its quota. */
const atOnce = 6;
/** How often jobs that have come due are looked for, in ms; new ones are begun at once. */
const lookEveryMs = 1_000;
/** Milliseconds a try may take before it is aborted and counted as failed. */
const tryWithinMs = 60_000;
/** How often done jobs are forgotten, and how long they are kept, in ms: long enough to ask what was sent when. */
const forgetEveryMs = 3_600_000;
const keptMs = 30 * 86_400_000;
/** Characters of an error kept with a job. */
const errorLength = 300;

/** Calls back after some ms; returns what takes it back. */
export type Schedule = (callback: () => void, afterMs: number) => () => void;

export type WorkerDeps = {
  store: Pick<Store, "dueJobs" | "job" | "finishJob" | "forgetJobs">;
  handlers: Record<JobKind, JobHandler>;
  now: () => number;
  /** In [0, 1). */
  random: () => number;
  schedule: Schedule;
  onError: (error: unknown) => void;
};

export type Worker = {
  start(): void;
  /** Aborts what runs and waits for it; what it did not finish is tried again at the next start. */
  stop(): Promise<void>;
  /** There may be something to do now. */
  wake(): void;
  /** Resolves when nothing is running and nothing is due. */
  idle(): Promise<void>;
};

/** Runs the jobs that are due [J2–J5]: a few at once, one at a time for each ticket, each with bounded tries. */
export function createWorker({ store, handlers, now, random, schedule, onError }: WorkerDeps): Worker {
  const running = new Map<string, Promise<void>>();
  /** Outcomes that the store did not take: what they are of was done, and is not done again. At most `atOnce`. */
  const unstored = new Map<string, JobEnding>();
  const stopping = new AbortController();
  let started = false;
  let looking: Promise<void> | null = null;
  let lookAgain = false;
  let unschedule = () => {};
  let forgetAt = 0;

  function wake(): void {
    if (!started || stopping.signal.aborted) return;
    lookAgain = true;
    looking ??= look().finally(() => {
      looking = null;
      // Asked for after the last look and before this.
      if (lookAgain) wake();
    });
  }

  async function look(): Promise<void> {
    while (lookAgain && !stopping.signal.aborted) {
      lookAgain = false;
      try {
        await beginDue();
      } catch (error) {
        onError(error);
      }
    }
  }

  async function beginDue(): Promise<void> {
    for (const [id, ending] of unstored) {
      await store.finishJob(id, ending, now());
      unstored.delete(id);
    }
    const free = atOnce - running.size;
    if (free <= 0) return;
    for (const job of await store.dueJobs(now(), free, [...running.keys()])) {
      // The store answers at once, so without this a backlog would run as one turn of the event loop [J6].
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (stopping.signal.aborted) return;
      // Called off meanwhile.
      if ((await store.job(job.id))?.state !== "waiting") continue;
      const work = run(job)
        .catch(onError)
        .finally(() => {
          running.delete(job.id);
          wake();
        });
      running.set(job.id, work);
    }
  }

  async function run(job: Job): Promise<void> {
    const result = await attempt(job);
    // Cut short by the server's end, a try is neither done nor failed.
    if (result === null) return;
    const ending = endingOf(job, result);
    try {
      await store.finishJob(job.id, ending, now());
    } catch (error) {
      unstored.set(job.id, ending);
      throw error;
    }
  }

  function endingOf(job: Job, result: JobResult): JobEnding {
    const attempts = job.attempts + 1;
    switch (result.outcome) {
      case "done":
        return { state: "done" };
      case "failed":
        return { state: "failed", attempts, error: shortened(result.error) };
      case "again":
        return { state: "waiting", attempts: 0, dueAt: result.dueAt, error: null };
      case "retry": {
        const error = shortened(result.error);
        if (isLastAttempt(job)) return { state: "failed", attempts, error };
        return {
          state: "waiting",
          attempts,
          dueAt: now() + waitAfter(attempts, random(), result.afterMs),
          error,
        };
      }
      default:
        return unreachable(result);
    }
  }

  async function attempt(job: Job): Promise<JobResult | null> {
    // A later version's job, after a step back to this one.
    const handler: JobHandler | undefined = handlers[job.kind];
    if (handler === undefined) return { outcome: "failed", error: `nothing here runs ${job.kind}` };
    const late = new AbortController();
    const inTime = schedule(() => late.abort(new Error("took too long")), tryWithinMs);
    try {
      return await handler(job, AbortSignal.any([stopping.signal, late.signal]));
    } catch (error) {
      if (stopping.signal.aborted) return null;
      if (!late.signal.aborted) onError(error);
      return { outcome: "retry", error: error instanceof Error ? error.message : String(error) };
    } finally {
      inTime();
    }
  }

  function tick(): void {
    if (now() >= forgetAt) {
      forgetAt = now() + forgetEveryMs;
      store.forgetJobs(now() - keptMs).catch(onError);
    }
    wake();
    unschedule = schedule(tick, lookEveryMs);
  }

  return {
    start() {
      if (started) return;
      started = true;
      tick();
    },
    async stop() {
      stopping.abort(new Stopping());
      unschedule();
      await looking;
      await Promise.all(running.values());
    },
    wake,
    async idle() {
      while (looking !== null || running.size > 0) {
        await looking;
        await Promise.all(running.values());
      }
    },
  };
}

function shortened(error: string): string {
  return error.slice(0, errorLength);
}
