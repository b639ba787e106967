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
    at: 3,
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

it("[C3] only the session that stands is in it", () => {
  const file = calendarFile("sam", ticketId, [...log, scheduled(second, Date.UTC(2026, 2, 4, 12, 0))]);
  expect(file).toContain(`UID:${second}@alcove`);
  expect(file).not.toContain(first);
});
