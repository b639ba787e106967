/** A time as a clock on the wall of a zone shows it: `2026-03-29`, `08:15`, and the seconds. */
export type WallClock = { date: string; time: string; seconds: string };

/** Zones whose formats are kept: more than a campus uses. A name in other capitals is another one here. */
const formatsKept = 200;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  if (formats.size >= formatsKept) formats.clear();
  formats.set(timeZone, made);
  return made;
}

/**
 * Is this a zone that this machine knows? Zone lists differ between devices. An offset such as `+05:30`, which newer engines
 * take as well, is none: no calendar program reads it, nor an older device.
 */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    formatFor(name);
    return true;
  } catch {
    return false;
  }
}

/** What the clocks of a zone show at an instant (ms). @throws RangeError for a zone that is not known */
export function wallClock(at: number, timeZone: string): WallClock {
  const parts = new Map(
    formatFor(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  return {
    date: `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`,
    time: `${part("hour")}:${part("minute")}`,
    seconds: part("second"),
  };
}

/** Milliseconds that a zone's clocks are ahead of UTC at an instant (ms); whole seconds. */
export function offsetAt(at: number, timeZone: string): number {
  const { date, time, seconds } = wallClock(at, timeZone);
  return Date.parse(`${date}T${time}:${seconds}Z`) - Math.floor(at / 1000) * 1000;
}

const dayMs = 86_400_000;

/** The instants (ms) at which a zone's clocks show this: none, one or, when they go back, two; the earlier first. */
export function instantsAt(date: string, time: string, timeZone: string): number[] {
  const asUtc = Date.parse(`${date}T${time}:00Z`);
  const offsets = new Set([offsetAt(asUtc - dayMs, timeZone), offsetAt(asUtc + dayMs, timeZone)]);
  return [...offsets]
    .map((offset) => asUtc - offset)
    .filter((at) => at + offsetAt(at, timeZone) === asUtc)
    .sort((a, b) => a - b);
}

/**
 * The instant (ms) at which a zone's clocks show this; the first of two. A time that they skip when they go forward: as
 * they would have shown it without the change (both as RFC 5545 3.3.5 reads a local time).
 * @param date `2026-03-29` @param time `08:15`
 */
export function instantAt(date: string, time: string, timeZone: string): number {
  const [first] = instantsAt(date, time, timeZone);
  if (first !== undefined) return first;
  const asUtc = Date.parse(`${date}T${time}:00Z`);
  return asUtc - offsetAt(asUtc - dayMs, timeZone);
}
