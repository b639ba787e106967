import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  dateInZone,
  instantOf,
  relativeWords,
  sameClock,
  waitWords,
  wallClock,
  zoneWords,
} from "./time-words.ts";

const noon = Date.UTC(2026, 2, 3, 12, 0);

describe("time in words", () => {
  it("says how long something has waited, shortly", () => {
    expect(waitWords(noon, noon + 30_000)).toBe("now");
    expect(waitWords(noon, noon + 12 * 60_000)).toBe("12 min");
    expect(waitWords(noon, noon + 5 * 3_600_000)).toBe("5 h");
    expect(waitWords(noon, noon + 75 * 3_600_000)).toBe("3 d");
  });

  it("a clock behind the writer's says now and nothing negative", () => {
    expect(waitWords(noon + 90_000, noon)).toBe("now");
    expect(relativeWords(noon + 30_000, noon)).toBe("just now");
  });

  it("shows one instant on the clocks of two zones", () => {
    expect(dateInZone(noon, "UTC")).toBe("Tue 3 Mar 2026, 12:00");
    expect(dateInZone(noon, "Asia/Kolkata")).toBe("Tue 3 Mar 2026, 17:30");
    expect(zoneWords("Asia/Kolkata", noon)).toBe("Kolkata time (UTC+5:30)");
    expect(zoneWords("America/New_York", noon)).toBe("New York time (UTC−5)");
    expect(sameClock("Europe/Berlin", "Europe/Paris", noon)).toBe(true);
    expect(sameClock("Europe/Berlin", "Europe/London", noon)).toBe(false);
  });

  it("a zone this device does not know is shown in UTC and never throws", () => {
    expect(dateInZone(noon, "Mars/Olympus")).toBe("Tue 3 Mar 2026, 12:00");
    expect(instantOf("2026-03-03", "12:00", "Mars/Olympus")).toBeNull();
  });

  it("[Q1] what a date field shows reads back as the same minute, in any zone", () => {
    const zones = ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/New_York", "Pacific/Auckland"];
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20 * 365 * 24 * 60 }),
        fc.constantFrom(...zones),
        (minutes, zone) => {
          const at = Date.UTC(2020, 0, 1) + minutes * 60_000;
          const { date, time } = wallClock(at, zone);
          const back = instantOf(date, time, zone);
          // The hour that autumn repeats has two instants for one clock; either reads as the same clock.
          expect(back === null ? null : wallClock(back, zone)).toEqual({ date, time });
        },
      ),
      { numRuns: 300 },
    );
  });

  it("what is no date or time is null", () => {
    expect(instantOf("", "10:00", "UTC")).toBeNull();
    expect(instantOf("2026-03-03", "", "UTC")).toBeNull();
  });
});
