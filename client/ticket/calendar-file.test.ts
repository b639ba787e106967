import { expect, it } from "vitest";
import { calendarFile } from "./calendar-file.ts";

it("[Q7] a session in a calendar says when, and nothing of what it is about", () => {
  const startsAt = Date.UTC(2026, 2, 3, 12, 0);
  const session = {
    sessionId: "s-1",
    startsAt,
    minutes: 45,
    mode: "video",
    timeZone: "Europe/Berlin",
  } as const;
  const file = calendarFile(session, startsAt);
  expect(file).toContain("DTSTART:20260303T120000Z\r\n");
  expect(file).toContain("DTEND:20260303T124500Z\r\n");
  expect(file).toContain("SUMMARY:Appointment\r\n");
  expect(file.toLowerCase()).not.toMatch(/counsel|anxiety|session|video/);
});
