const minuteMs = 60_000;
const hourMinutes = 60;
const dayMinutes = 24 * hourMinutes;

/**
 * How long one usually waits, as people say it: `Usually someone answers within about 4 hours.` Always rounded up:
 * a promise that is kept early hurts nobody.
 * @param waitMs null: not known
 */
export function typicalWaitWords(waitMs: number | null): string | null {
  return waitMs === null ? null : `Usually someone answers within about ${spanWords(waitMs / minuteMs)}.`;
}

function spanWords(minutes: number): string {
  const toFive = Math.max(5, Math.ceil(minutes / 5) * 5);
  if (toFive < hourMinutes) return `${toFive} minutes`;
  const hours = Math.ceil(minutes / hourMinutes);
  if (hours <= 1) return "an hour";
  if (hours < 24) return `${hours} hours`;
  const days = Math.ceil(minutes / dayMinutes);
  return days <= 1 ? "a day" : `${days} days`;
}
