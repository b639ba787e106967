import type { FirstWait, StoreReader } from "../store/store.ts";

/** Long enough to smooth a bad week, short enough to be how it is now. */
const lookBackMs = 30 * 24 * 60 * 60_000;
/** Answers; under so many a median tells of single people, and promises too much. */
const fewestAnswers = 5;
/** Tickets looked at, the newest; the store goes through their messages for it. */
const mostTickets = 200;
/** The address is open to anybody, and a median moves slowly: the store is asked once in so long. */
const keptForMs = 10 * 60_000;

/**
 * The time by which half were answered; null when there are too few answers to say, or when it has not come yet.
 * Those who still wait count for as long as they have waited (Kaplan and Meier's estimate).
 */
export function typicalOf(waits: readonly FirstWait[]): number | null {
  if (waits.filter(({ answered }) => answered).length < fewestAnswers) return null;
  const sorted = waits.toSorted((a, b) => a.ms - b.ms || Number(b.answered) - Number(a.answered));
  let unanswered = 1;
  for (const [index, { ms, answered }] of sorted.entries()) {
    const left = sorted.length - index;
    if (answered) unanswered *= (left - 1) / left;
    if (unanswered <= 0.5 + Number.EPSILON * sorted.length) return ms;
  }
  return null;
}

/** How long a ticket usually waits for its first answer, ms, over the newest tickets of the last 30 days. */
export function createTypicalWait(
  store: Pick<StoreReader, "firstWaits">,
  now: () => number = Date.now,
): () => Promise<number | null> {
  let kept: { at: number; wait: Promise<number | null> } | null = null;
  return () => {
    const at = now();
    if (kept !== null && at - kept.at < keptForMs) return kept.wait;
    const wait = store.firstWaits({ since: at - lookBackMs, now: at, limit: mostTickets }).then(typicalOf);
    kept = { at, wait };
    wait.catch(() => {
      kept = null;
    });
    return wait;
  };
}
