import { expect, test } from "vitest";
import { ClockWatch } from "./clock-watch.ts";

const minuteMs = 60_000;

test.each([
  ["set forward", 2 * minuteMs, 0, true],
  ["set back", -2 * minuteMs, 0, true],
  ["only going on", 60 * minuteMs, 60 * minuteMs, false],
  ["a little fast", 61 * minuteMs, 60 * minuteMs, false],
  ["standing still", 0, 2 * minuteMs, true],
])("a clock that is %s since the server said what time it is", (_, byClock, passed, jumped) => {
  let now = 1_700_000_000_000;
  let elapsed = 5_000;
  const watch = new ClockWatch(
    () => now,
    () => elapsed,
  );
  expect(watch.jumped).toBe(false);
  watch.told();
  now += byClock;
  elapsed += passed;
  expect(watch.jumped).toBe(jumped);
  watch.told();
  expect(watch.jumped).toBe(false);
});
