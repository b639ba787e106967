import ical, { ICalCalendarMethod, ICalEventStatus } from "ical-generator";
import type { Appointment } from "./appointments.ts";
import { vtimezone } from "./vtimezone.ts";
import { instantsAt, isTimeZone, wallClock } from "./zoned.ts";

/** The only words in a calendar: it is shared, and synced to places we do not know. */
export const calendarWords = { summary: "Appointment", description: "Open Alcove to join." } as const;

const minuteMs = 60_000;
/** Rules of a zone are written for so long around what stands in the calendar, in ms. */
const aroundMs = 366 * 86_400_000;

/**
 * Appointments as an iCalendar text (RFC 5545), one and the same for the file of a session and for a feed.
 * @param refreshSeconds how often a calendar should fetch a feed again; null for a file
 */
export function calendarText(
  appointments: readonly Appointment[],
  { refreshSeconds = null }: { refreshSeconds?: number | null } = {},
): string {
  const starts = appointments.map(({ startsAt }) => startsAt);
  const span =
    starts.length === 0
      ? { from: 0, to: 0 }
      : { from: Math.min(...starts) - aroundMs, to: Math.max(...starts) + aroundMs };
  const calendar = ical({
    prodId: { company: "Alcove", product: "Alcove", language: "EN" },
    method: ICalCalendarMethod.PUBLISH,
    // A calendar without any component is none (RFC 5545 3.6): an empty one holds a zone.
    timezone: {
      name: starts.length === 0 ? "Etc/UTC" : null,
      generator: (timeZone) => vtimezone(timeZone, span),
    },
    ...(refreshSeconds === null ? {} : { name: "Appointments", ttl: refreshSeconds }),
  });
  for (const appointment of appointments) {
    const { sessionId, startsAt, minutes, sequence, changedAt, state } = appointment;
    const endsAt = startsAt + minutes * minuteMs;
    const timeZone = zoneFor(appointment.timeZone, [startsAt, endsAt]);
    calendar.createEvent({
      id: `${sessionId}@alcove`,
      sequence,
      stamp: new Date(changedAt),
      lastModified: new Date(changedAt),
      start: onClockOf(startsAt, timeZone),
      end: onClockOf(endsAt, timeZone),
      timezone: timeZone,
      summary: calendarWords.summary,
      description: calendarWords.description,
      status: state === "cancelled" ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    });
  }
  return `${calendar.toString()}\r\n`;
}

/** UTC where this machine does not know the zone, and where its clocks show a time twice: readers disagree on which is meant. */
function zoneFor(timeZone: string, times: readonly number[]): string {
  if (!isTimeZone(timeZone)) return "UTC";
  const plain = times.every((at) => {
    const { date, time } = wallClock(at, timeZone);
    return instantsAt(date, time, timeZone).length === 1;
  });
  return plain ? timeZone : "UTC";
}

/**
 * An instant in the form in which the library takes one from Luxon. A `Date` it would write on the clock of the machine
 * that runs this, whatever the zone; and dayjs reads such clocks wrongly around their change.
 */
function onClockOf(at: number, zone: string) {
  const { date, time, seconds } = wallClock(at, zone);
  return {
    isValid: true,
    zone: { type: "iana" },
    setZone: (other?: string) => onClockOf(at, other === "utc" || other === undefined ? "UTC" : other),
    toFormat: (form: string) =>
      form === "yyyyLLdd" ? date.replaceAll("-", "") : `${time.replace(":", "")}${seconds}`,
    toJSDate: () => new Date(at),
    toJSON: () => new Date(at).toISOString(),
  };
}
