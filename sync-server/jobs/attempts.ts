import type { Job } from "./job.ts";

const minuteMs = 60_000;

/** Tries before a job gives up: with the waits below some two hours, longer than an ordinary outage. */
export const mostAttempts = 20;
/** The first wait, in ms; each further one is twice as long. */
const firstWaitMs = 5_000;
/** The longest wait of our own choice, in ms: a service that is back is noticed within it. */
const longestWaitMs = 10 * minuteMs;
/** The longest wait that a service may ask for, in ms. */
const longestAskedMs = 24 * 60 * minuteMs;

/**
 * Milliseconds until the next try. Doubles, with up to a quarter off by chance so that what failed together does not
 * come back together; never sooner than the service asked.
 * @param attempts tries that have failed, this one included
 * @param random in [0, 1)
 */
export function waitAfter(attempts: number, random: number, askedMs = 0): number {
  const doubled = Math.min(firstWaitMs * 2 ** (attempts - 1), longestWaitMs);
  return Math.round(Math.max(doubled * (1 - random / 4), Math.min(askedMs, longestAskedMs)));
}

/** Is this the try after which the job gives up? */
export function isLastAttempt({ attempts }: Pick<Job, "attempts">): boolean {
  return attempts + 1 >= mostAttempts;
}
