import fc from "fast-check";
import { expect, test } from "vitest";
import { wallClock } from "../calendar/zoned.ts";
import { runs } from "../laws.arbitrary.ts";
import { quietHours, quietUntil } from "./quiet-hours.ts";

const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`);
const zone = fc.constantFrom(
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "UTC",
);
const quiet = fc
  .record({ from: clock, to: clock, timeZone: zone })
  .filter(({ from, to }) => from !== to)
  .map((value) => quietHours.parse(value));
const now = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2035, 0) });

/** Whether a clock that shows this stands in the quiet hours, told without any date. */
function inside({ from, to }: { from: string; to: string }, time: string): boolean {
  return from < to ? from <= time && time < to : time >= from || time < to;
}

test("[O6] it is quiet exactly while the zone's clock stands between the two times, over midnight too", () => {
  fc.assert(
    fc.property(quiet, now, (hours, at) => {
      expect(quietUntil(hours, at) !== null).toBe(inside(hours, wallClock(at, hours.timeZone).time));
    }),
    runs(500),
  );
});

test("[O6] the end is ahead, at most a day and a changed hour away, and then it is not quiet", () => {
  fc.assert(
    fc.property(quiet, now, (hours, at) => {
      const end = quietUntil(hours, at);
      if (end === null) return;
      expect(end).toBeGreaterThan(at);
      expect(end - at).toBeLessThanOrEqual(25 * 3_600_000);
      const { time } = wallClock(end, hours.timeZone);
      // Clocks that jump over the end show a later time there.
      if (time === hours.to) expect(quietUntil(hours, end)).toBeNull();
      else expect(time > hours.to || inside(hours, time)).toBe(true);
    }),
    runs(500),
  );
});

test("[O6] a night over a change of the clocks ends at the same time of day", () => {
  const hours = quietHours.parse({ from: "22:00", to: "07:00", timeZone: "Europe/Berlin" });
  expect(quietUntil(hours, Date.parse("2026-10-24T21:00:00Z"))).toBe(Date.parse("2026-10-25T06:00:00Z"));
  expect(quietUntil(hours, Date.parse("2026-03-28T22:00:00Z"))).toBe(Date.parse("2026-03-29T05:00:00Z"));
  expect(quietUntil(null, 0)).toBeNull();
});
