import ICAL from "ical.js";
import { expect, it } from "vitest";
import type { TicketEntry } from "../../shared/entries/ticket-entries.ts";
import { calendarFile } from "./calendar-file.ts";

const ticketId = "4f0e2c8a-0000-4000-8000-0000000000aa";
const first = "4f0e2c8a-0000-4000-8000-000000000001";
const second = "4f0e2c8a-0000-4000-8000-000000000002";

function scheduled(sessionId: string, startsAt: number): TicketEntry {
  const by = "carl";
  const planned = { startsAt, minutes: 45, mode: "video", timeZone: "Europe/Berlin" } as const;
  return {
    id: sessionId.replace("4f0e", "aaaa"),
    type: "session.scheduled",
    sessionId,
    by,
    at: Date.UTC(2026, 1, 20),
    ...planned,
  };
}

const log: TicketEntry[] = [
  { id: "1", type: "ticket.opened", by: "sam", at: 1, category: "anxiety", urgency: "high", mode: "video" },
  { id: "2", type: "ticket.claimed", by: "carl", at: 2 },
  scheduled(first, Date.UTC(2026, 2, 3, 12, 0)),
];

it("[C2] a session in a calendar says when, and nothing of what it is about", () => {
  const file = calendarFile("sam", ticketId, log);
  expect(file).toContain("DTSTART;TZID=Europe/Berlin:20260303T130000\r\n");
  expect(file).toContain("DTEND;TZID=Europe/Berlin:20260303T134500\r\n");
  expect(file).toContain("SUMMARY:Appointment\r\n");
  expect(file.toLowerCase()).not.toMatch(/counsel|anxiety|session|video|sam|carl|high/);
  expect(file).not.toContain(ticketId);
});

/** UID, sequence and status of each event, in the order of their times. */
function eventsIn(file: string) {
  const calendar = new ICAL.Component(ICAL.parse(file));
  return calendar.getAllSubcomponents("vevent").map((each) => ({
    uid: String(each.getFirstPropertyValue("uid")),
    sequence: Number(each.getFirstPropertyValue("sequence")),
    status: String(each.getFirstPropertyValue("status")),
  }));
}

it("[C5] the file of a session that replaced another ends the other, under its old UID and a higher sequence", () => {
  const replaced = [...log, scheduled(second, Date.UTC(2026, 2, 4, 12, 0))];
  expect(eventsIn(calendarFile("sam", ticketId, log))).toEqual([
    { uid: `${first}@alcove`, sequence: 0, status: "CONFIRMED" },
  ]);
  expect(eventsIn(calendarFile("sam", ticketId, replaced))).toEqual([
    { uid: `${first}@alcove`, sequence: 1, status: "CANCELLED" },
    { uid: `${second}@alcove`, sequence: 0, status: "CONFIRMED" },
  ]);
});

it("[C5] so does the file of a session planned after another was called off; one that took place is not touched", () => {
  const cancelled = {
    id: "4",
    type: "session.cancelled",
    by: "sam",
    at: 4,
    sessionId: first,
    reason: "student",
  };
  const held = { id: "4", type: "session.completed", by: "carl", at: 4, attendance: "attended" };
  const then = scheduled(second, Date.UTC(2026, 2, 4, 12, 0));
  const after = (end: object) => eventsIn(calendarFile("sam", ticketId, [...log, end as TicketEntry, then]));
  expect(after(cancelled).map(({ status }) => status)).toEqual(["CANCELLED", "CONFIRMED"]);
  expect(after(held).map(({ uid }) => uid)).toEqual([`${second}@alcove`]);
});
