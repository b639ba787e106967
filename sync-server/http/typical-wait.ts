import type { StoreReader } from "../store/store.ts";

/** Long enough to smooth a bad week, short enough to be how it is now. */
const lookBackMs = 30 * 24 * 60 * 60_000;
/** Under so many a median tells of single people, and promises too much. */
const fewestTickets = 5;
/** The address is open to anybody, and a median moves slowly: the store is asked once in so long. */
const keptForMs = 10 * 60_000;

/** The median of these times; null when there are too few to say anything. */
export function typicalOf(times: readonly number[]): number | null {
  if (times.length < fewestTickets) return null;
  const sorted = times.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return Math.round((lower + upper) / 2);
}

/** How long a ticket usually waits for its first claim, ms, over the tickets of the last 30 days. */
export function createTypicalWait(
  store: Pick<StoreReader, "timesToClaim">,
  now: () => number = Date.now,
): () => Promise<number | null> {
  let kept: { at: number; wait: Promise<number | null> } | null = null;
  return () => {
    const at = now();
    if (kept !== null && at - kept.at < keptForMs) return kept.wait;
    const wait = store.timesToClaim(at - lookBackMs).then(typicalOf);
    kept = { at, wait };
    wait.catch(() => {
      kept = null;
    });
    return wait;
  };
}
