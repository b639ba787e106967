import { offsetAt, wallClock } from "./zoned.ts";

const dayMs = 86_400_000;
/** Days looked at in one step: no zone changes its clocks twice within. */
const stepDays = 15;

type Change = { at: number; from: number; to: number };

/**
 * A zone's rules between two instants as RFC 5545 3.6.5 writes them: one observance for each change of its clocks, from
 * this machine's own zone data, so that they are right also where a zone has changed its rules.
 * @param span ms; the observances hold for everything in between
 */
export function vtimezone(timeZone: string, span: { from: number; to: number }): string {
  const first: Change = {
    at: span.from,
    from: offsetAt(span.from, timeZone),
    to: offsetAt(span.from, timeZone),
  };
  const changes = [first, ...changesIn(timeZone, span)];
  const standard = Math.min(...changes.map(({ to }) => to));
  const lines = changes.flatMap(({ at, from, to }) => {
    const name = to > standard ? "DAYLIGHT" : "STANDARD";
    return [
      `BEGIN:${name}`,
      // The clock that is left behind says when (RFC 5545 3.6.5): local time before the change.
      `DTSTART:${stamp(at + from)}`,
      `TZOFFSETFROM:${offsetText(from)}`,
      `TZOFFSETTO:${offsetText(to)}`,
      `END:${name}`,
    ];
  });
  return ["BEGIN:VTIMEZONE", `TZID:${timeZone}`, ...lines, "END:VTIMEZONE"].join("\r\n");
}

function changesIn(timeZone: string, { from, to }: { from: number; to: number }): Change[] {
  const found: Change[] = [];
  for (let at = from; at < to; at += stepDays * dayMs) {
    const next = Math.min(at + stepDays * dayMs, to);
    const before = offsetAt(at, timeZone);
    const after = offsetAt(next, timeZone);
    if (before !== after) found.push({ at: changeBetween(timeZone, at, next), from: before, to: after });
  }
  return found;
}

/** The second at which the offset changes, by halving. */
function changeBetween(timeZone: string, from: number, to: number): number {
  const before = offsetAt(from, timeZone);
  let low = Math.floor(from / 1000);
  let high = Math.ceil(to / 1000);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * 1000, timeZone) === before) low = middle;
    else high = middle;
  }
  return high * 1000;
}

/** `20260329T020000`, of ms whose UTC reading is the local one. */
function stamp(local: number): string {
  const { date, time, seconds } = wallClock(local, "UTC");
  return `${date.replaceAll("-", "")}T${time.replace(":", "")}${seconds}`;
}

function offsetText(ms: number): string {
  const seconds = Math.abs(ms) / 1000;
  const two = (part: number) => String(Math.floor(part)).padStart(2, "0");
  const rest = seconds % 60 === 0 ? "" : two(seconds % 60);
  return `${ms < 0 ? "-" : "+"}${two(seconds / 3600)}${two((seconds % 3600) / 60)}${rest}`;
}
