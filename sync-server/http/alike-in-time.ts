/** Milliseconds: an answer that must not tell by its time what was done takes a multiple of this. Longer than a hash and some commits. */
const stepMs = 350;

/** Waits for the next whole step after `begun` (of `performance.now()`). */
export function alikeInTime(begun: number): Promise<void> {
  const taken = performance.now() - begun;
  const left = Math.ceil(taken / stepMs) * stepMs - taken;
  return new Promise((resolve) => setTimeout(resolve, left));
}
