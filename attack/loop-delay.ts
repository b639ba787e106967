/** How long whoever comes to a server waits for its event loop, in ms of the thread's own CPU time. */
export type LoopDelay = { p99: number; longest: number };

/** Milliseconds at p99 by which no single person's data or traffic may delay the others more than the same run without it. */
export const mayDelayMs = 50;

/**
 * What is wrong with how long the loop was held, beside honest traffic alone; null for nothing.
 * @param people how many attack at once: each may delay the others so much
 */
export function heldTooLong(alone: LoopDelay, attacked: LoopDelay, people = 1): string | null {
  if (attacked.p99 <= alone.p99 + mayDelayMs * Math.max(1, people)) return null;
  return `the event loop was held: others waited ${wordsOf(attacked)}, and ${wordsOf(alone)} without it`;
}

export function wordsOf({ p99, longest }: LoopDelay): string {
  return `p99 ${p99.toFixed(0)} ms, longest ${longest.toFixed(0)} ms`;
}
