import fc from "fast-check";
import ICAL from "ical.js";
import { expect, test } from "vitest";
import { runs } from "../laws.arbitrary.ts";
import type { Appointment } from "./appointments.ts";
import { calendarText } from "./calendar-text.ts";

const at = (text: string) => Date.parse(text);

function appointment(more: Partial<Appointment> = {}): Appointment {
  return {
    sessionId: "4f0e2c8a-0000-4000-8000-000000000001",
    startsAt: at("2026-11-23T09:00:00Z"),
    minutes: 50,
    timeZone: "Europe/Berlin",
    state: "planned",
    sequence: 0,
    changedAt: at("2026-11-01T12:00:00Z"),
    ...more,
  };
}

/** Reads a calendar as a stranger's program does, by nothing but the zones that it brings along. */
function read(text: string) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const events = calendar.getAllSubcomponents("vevent").map((each) => new ICAL.Event(each));
  return { calendar, events };
}

function instantOf(time: ICAL.Time): number {
  return time.toUnixTime() * 1000;
}

test("[C1] a session before and one after the clocks change stand at their own instants", () => {
  const { events } = read(
    calendarText([
      appointment({ sessionId: "a", startsAt: at("2026-10-23T08:00:00Z") }),
      appointment({ sessionId: "b", startsAt: at("2026-10-26T09:00:00Z") }),
    ]),
  );
  expect(events.map(({ startDate }) => startDate.toString())).toEqual([
    "2026-10-23T10:00:00",
    "2026-10-26T10:00:00",
  ]);
  expect(events.map(({ startDate }) => instantOf(startDate))).toEqual([
    at("2026-10-23T08:00:00Z"),
    at("2026-10-26T09:00:00Z"),
  ]);
});

const zones = [
  "Europe/Berlin",
  "Europe/Dublin",
  "America/New_York",
  "America/St_Johns",
  "America/Sao_Paulo",
  "Africa/Casablanca",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "Pacific/Apia",
  "UTC",
  "Nowhere/At_All",
];

test("[C1] whatever the zone and the hour, a reader finds the same two instants", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: at("2012-01-01T00:00:00Z") / 300_000, max: at("2037-12-31T00:00:00Z") / 300_000 }),
      fc.integer({ min: 5, max: 480 }),
      (timeZone, fiveMinutes, minutes) => {
        const startsAt = fiveMinutes * 300_000;
        const [event] = read(calendarText([appointment({ startsAt, minutes, timeZone })])).events;
        expect(instantOf(event?.startDate ?? expect.fail())).toBe(startsAt);
        expect(instantOf(event?.endDate ?? expect.fail())).toBe(startsAt + minutes * 60_000);
      },
    ),
    runs(150),
  );
});

test("[C1] the hour that a zone's clocks show twice, both times", () => {
  for (const startsAt of [at("2026-10-25T00:30:00Z"), at("2026-10-25T01:30:00Z")]) {
    const [event] = read(calendarText([appointment({ startsAt, minutes: 15 })])).events;
    expect(instantOf(event?.startDate ?? expect.fail())).toBe(startsAt);
  }
});

test("[C2] the words are always the same, whatever the session", () => {
  const { calendar, events } = read(
    calendarText([appointment(), appointment({ sessionId: "b", state: "held" })], { refreshSeconds: 3600 }),
  );
  expect(events).toHaveLength(2);
  for (const event of events) {
    expect(event.summary).toBe("Appointment");
    expect(event.description).toBe("Open Alcove to join.");
    expect(event.component.getFirstProperty("url")).toBeNull();
    expect(event.component.getFirstProperty("location")).toBeNull();
    expect(event.component.getAllProperties("attendee")).toEqual([]);
    expect(event.component.getFirstProperty("organizer")).toBeNull();
  }
  expect(calendar.getFirstPropertyValue("x-wr-calname")).toBe("Appointments");
});

test("[C3] a change keeps the UID and counts the sequence; what was called off says so", () => {
  const { events } = read(calendarText([appointment({ state: "cancelled", sequence: 3 })]));
  const [event] = events;
  expect(event?.uid).toBe("4f0e2c8a-0000-4000-8000-000000000001@alcove");
  expect(event?.sequence).toBe(3);
  expect(event?.component.getFirstPropertyValue("status")).toBe("CANCELLED");
});

test("an empty feed is a calendar all the same (RFC 5545 3.6)", () => {
  const { calendar, events } = read(calendarText([], { refreshSeconds: 3600 }));
  expect(events).toEqual([]);
  expect(calendar.getAllSubcomponents()).not.toEqual([]);
});

test("lines end as RFC 5545 3.1 asks and none is longer than 75 bytes", () => {
  const sessionId = "ü".repeat(90);
  const text = calendarText([appointment({ sessionId })], { refreshSeconds: 3600 });
  expect(read(text).events.map(({ uid }) => uid)).toEqual([`${sessionId}@alcove`]);
  expect(text.endsWith("END:VCALENDAR\r\n")).toBe(true);
  expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  for (const line of text.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
});

test.each(["+05:30", "-12:00", "+00"])(
  "[C9] a session at the offset %s costs nobody their calendar",
  (timeZone) => {
    const text = calendarText([appointment({ timeZone })]);
    expect(() => ICAL.parse(text)).not.toThrow();
    expect(text).toContain("DTSTART:20261123T090000Z");
  },
);
