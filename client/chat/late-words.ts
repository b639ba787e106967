import { timeOrDate } from "../ui/time-words.ts";

/** An entry's own time and that of its acceptance differ by no more than this while both clocks are right and a line stands, ms. */
const onTimeMs = 120_000;

/** `Written 09:12, arrived 14:40`: what came late, or claims another time, says so. Null for what came as it was written. */
export function lateWords({ at, acceptedAt }: { at: number; acceptedAt?: number }): string | null {
  if (acceptedAt === undefined || Math.abs(acceptedAt - at) <= onTimeMs) return null;
  return `Written ${timeOrDate(at, acceptedAt)}, arrived ${timeOrDate(acceptedAt, at)}`;
}
