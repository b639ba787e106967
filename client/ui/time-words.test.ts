import fc from "fast-check";
import { afterEach, describe, expect, it, test } from "vitest";
import {
  dateInZone,
  instantOf,
  ownZone,
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

describe("[C8] a time in another zone, on a device in any zone", () => {
  const before = process.env.TZ;
  afterEach(() => {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });

  test("02:30 in Tokyo on the morning on which Paris has no 02:30", () => {
    process.env.TZ = "Europe/Paris";
    const at = instantOf("2027-03-28", "02:30", "Asia/Tokyo");
    expect(at).toBe(Date.UTC(2027, 2, 27, 17, 30));
    expect(dateInZone(at ?? 0, "Asia/Tokyo")).toBe("Sun 28 Mar 2027, 02:30");
    expect(wallClock(at ?? 0, "Asia/Tokyo")).toEqual({ date: "2027-03-28", time: "02:30" });
  });

  test("whatever both zones and the hour: what is shown is what the IANA data says", () => {
    const zone = fc.constantFrom(...Intl.supportedValuesOf("timeZone"));
    const minute = fc.integer({ min: Date.UTC(2024, 0) / 60_000, max: Date.UTC(2030, 0) / 60_000 });
    fc.assert(
      fc.property(zone, zone, minute, (device, there, minutes) => {
        process.env.TZ = device;
        const at = minutes * 60_000;
        const parts = new Map(
          new Intl.DateTimeFormat("en-GB", {
            timeZone: there,
            hourCycle: "h23",
            day: "numeric",
            year: "numeric",
            hour: "2-digit",
            minute: "2-digit",
          })
            .formatToParts(at)
            .map(({ type, value }) => [type, value]),
        );
        const shown = dateInZone(at, there);
        expect(shown.split(" ")[1]).toBe(parts.get("day"));
        expect(shown).toContain(parts.get("year"));
        expect(shown.endsWith(`${parts.get("hour")}:${parts.get("minute")}`)).toBe(true);
        const { date, time } = wallClock(at, there);
        const back = instantOf(date, time, there) ?? 0;
        // An hour that comes twice is read as its first.
        expect(wallClock(back, there)).toEqual({ date, time });
        expect(back).toBeLessThanOrEqual(at);
      }),
      { numRuns: 300 },
    );
  });
});

describe("[C9] the zone of a device", () => {
  const before = process.env.TZ;
  afterEach(() => {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });

  it.each([
    ["Asia/Tokyo", "Asia/Tokyo"],
    ["Etc/Unknown", "UTC"],
    ["Mars/Phobos", "UTC"],
    ["XYZ+3", "Etc/GMT+3"],
    ["XYZ-9", "Etc/GMT-9"],
    ["XYZ-5:30", "UTC"],
  ])("set to %s is %s", (set, zone) => {
    process.env.TZ = set;
    expect(ownZone()).toBe(zone);
  });
});
