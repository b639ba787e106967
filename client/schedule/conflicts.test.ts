import fc from "fast-check";
import { expect, it } from "vitest";
import { conflictsWith, type Planned, suggestedStart } from "./conflicts.ts";

const noon = Date.UTC(2026, 2, 3, 12, 0);
const minute = 60_000;

function planned(ticketId: string, startsAt: number, minutes: number): Planned {
  const session = { sessionId: ticketId, startsAt, minutes, mode: "video", timeZone: "UTC" } as const;
  return { ticketId, title: null, session };
}

it("[Q10] finds what overlaps, and not what ends as the other begins", () => {
  const mine = [
    planned("before", noon - 30 * minute, 30),
    planned("into", noon - 30 * minute, 31),
    planned("within", noon + 10 * minute, 10),
    planned("after", noon + 50 * minute, 30),
    planned("same", noon, 50),
  ];
  const found = conflictsWith({ startsAt: noon, minutes: 50, ticketId: "same" }, mine);
  expect(found.map(({ ticketId }) => ticketId)).toEqual(["into", "within"]);
});

it("overlap goes both ways", () => {
  const times = fc.record({
    at: fc.integer({ min: 0, max: 500 }),
    minutes: fc.integer({ min: 5, max: 480 }),
  });
  fc.assert(
    fc.property(times, times, (a, b) => {
      const from = (x: typeof a, y: typeof a) =>
        conflictsWith({ startsAt: x.at * minute, minutes: x.minutes, ticketId: "x" }, [
          planned("y", y.at * minute, y.minutes),
        ]).length;
      expect(from(a, b)).toBe(from(b, a));
    }),
  );
});

it("suggests a half hour, at least an hour away", () => {
  for (const now of [noon, noon + 1, noon + 29 * minute, noon + 31 * minute]) {
    const start = suggestedStart(now);
    expect(start % (30 * minute)).toBe(0);
    expect(start - now).toBeGreaterThanOrEqual(60 * minute);
    expect(start - now).toBeLessThan(91 * minute);
  }
});
