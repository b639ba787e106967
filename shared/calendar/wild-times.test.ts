import fc from "fast-check";
import { expect, test } from "vitest";
import { runs } from "../laws.arbitrary.ts";
import type { Appointment } from "./appointments.ts";
import { calendarText } from "./calendar-text.ts";

const now = Date.UTC(2026, 10, 27);
const good: Appointment = {
  sessionId: "0b8f6a0e-5a55-4f1b-9a3c-6f0f4f0d2a11",
  startsAt: now + 86_400_000,
  minutes: 50,
  timeZone: "Europe/Berlin",
  state: "planned",
  sequence: 0,
  changedAt: now,
};
const wild = fc.record({
  sessionId: fc.uuid(),
  startsAt: fc.oneof(
    fc.constantFrom(0, Date.UTC(9026, 0), Date.UTC(9999, 11, 31, 23), 8_640_000_000_000_000),
    fc.integer({ min: 0, max: 8_640_000_000_000_000 }),
  ),
  minutes: fc.integer({ min: 5, max: 480 }),
  timeZone: fc.constantFrom("Europe/Berlin", "Asia/Tokyo", "Not/A_Zone", "constructor"),
  state: fc.constantFrom("planned" as const, "held" as const, "cancelled" as const),
  sequence: fc.nat(5),
  changedAt: fc.oneof(fc.constant(now), fc.integer({ min: 0, max: now })),
});
/** Milliseconds a calendar of some wild rows may take, on a machine that others use too: one of the year 9026 took 13,000. */
const withinMs = 1_500;

test("[R20] one appointment at a wild time keeps nobody from their calendar, and costs no more than another", () => {
  fc.assert(
    fc.property(fc.array(wild, { maxLength: 5 }), (others) => {
      const begun = performance.now();
      const text = calendarText([good, ...others]);
      expect(performance.now() - begun).toBeLessThan(withinMs);
      expect(text).toContain(`UID:${good.sessionId}@alcove`);
      expect(text).toContain("DTSTART;TZID=Europe/Berlin:20261128T010000");
    }),
    runs(100),
  );
});
