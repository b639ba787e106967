import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { followDay, today } from "./day.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("[D27] who follows the day hears of midnight once, and of a device that slept over it", () => {
  vi.setSystemTime(new Date("2026-03-04T23:58:00"));
  const heard: string[] = [];
  const end = followDay(() => heard.push(today()));
  vi.advanceTimersByTime(100_000);
  expect(heard).toEqual([]);
  vi.advanceTimersByTime(60_000);
  expect(heard).toEqual(["Thu Mar 05 2026"]);
  vi.setSystemTime(new Date("2026-03-07T09:00:00"));
  vi.advanceTimersByTime(60_000);
  expect(heard).toEqual(["Thu Mar 05 2026", "Sat Mar 07 2026"]);
  end();
  vi.setSystemTime(new Date("2026-03-08T09:00:00"));
  vi.advanceTimersByTime(60_000);
  expect(heard).toHaveLength(2);
});
