import type { Session } from "../../shared/ticket/state.ts";

/**
 * A session as an iCalendar file (RFC 5545). It says nothing of what it is about: calendars are shared and
 * synced to places we do not know.
 */
export function calendarFile(session: Session, writtenAt: number): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Alcove//EN",
    "BEGIN:VEVENT",
    `UID:${session.sessionId}@alcove`,
    `DTSTAMP:${stamp(writtenAt)}`,
    `DTSTART:${stamp(session.startsAt)}`,
    `DTEND:${stamp(session.startsAt + session.minutes * 60_000)}`,
    "SUMMARY:Appointment",
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return `${lines.join("\r\n")}\r\n`;
}

function stamp(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, "");
}
