/** How far apart two clocks may be and still both count as right, ms: as far as `at` may be ahead of the server [G9]. */
const clockSkewMs = 120_000;

/** How long an entry may wait on a device that is offline and still be believed when it was written, ms: a year. */
export const offlineAtMostMs = 366 * 86_400_000;

/** When an entry is dated: the server's time at which it arrives, and since when its ticket is open (null: it opens it), ms. */
export type Arrival = { now: number; openedAt: number | null };

/**
 * The time that an entry carries once it is accepted [G11]. An entry is never written before its ticket was opened, and no
 * device keeps one for more than a year: a time from before that is a clock that was reset, or a lie, and says nothing.
 * The arrival then stands in its place. In a linear log the tail is no bound: a device writes offline before others do,
 * and is placed after them.
 * @param at ms, by the clock of the device that wrote it
 */
export function believedTime(at: number, { now, openedAt }: Arrival): number {
  const earliest = Math.max(now - offlineAtMostMs, (openedAt ?? 0) - clockSkewMs);
  return at < earliest ? now : at;
}
