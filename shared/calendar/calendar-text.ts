import ical, { ICalCalendarMethod, ICalEventStatus } from "ical-generator";
import type { Appointment } from "./appointments.ts";
import { vtimezone } from "./vtimezone.ts";
import { instantsAt, isTimeZone, wallClock } from "./zoned.ts";

/** The only words in a calendar: it is shared, and synced to places we do not know. */
export const calendarWords = { summary: "Appointment", description: "Open Alcove to join." } as const;

const minuteMs = 60_000;
const yearMs = 366 * 86_400_000;
/** Rules of a zone are written for so long around what stands in the calendar, in ms. */
const aroundMs = yearMs;
/**
 * What a calendar's zones may cost: each is looked through day by day. An appointment beyond is written in UTC: one further
 * than so long from when it was planned, or so long before the latest, and those of further zones.
 */
const zoned = { ms: 3 * yearMs, zones: 8 } as const;
/** Appointments in one text, the latest first. */
const mostAppointments = 1_000;
/** The last instant of the last year that a calendar can write (RFC 5545 3.3.4: four digits), in ms. */
const lastInstant = Date.UTC(9999, 11, 31);

/**
 * Appointments as an iCalendar text (RFC 5545), one and the same for the file of a session and for a feed.
 * @param options.refreshSeconds how often a calendar should fetch a feed again; null for a file
 * @param options.leftOut hears of each appointment at a time that no calendar can write
 */
export function calendarText(
  all: readonly Appointment[],
  {
    refreshSeconds = null,
    leftOut = () => {},
  }: { refreshSeconds?: number | null; leftOut?: (appointment: Appointment) => void } = {},
): string {
  for (const appointment of all) if (!isWritable(appointment)) leftOut(appointment);
  const appointments = all
    .filter(isWritable)
    .sort((a, b) => a.startsAt - b.startsAt)
    .slice(-mostAppointments);
  const inZones = zonesOf(appointments);
  const starts = [...inZones.keys()].map(({ startsAt }) => startsAt);
  const span =
    starts.length === 0
      ? { from: 0, to: 0 }
      : { from: Math.min(...starts) - aroundMs, to: Math.max(...starts) + aroundMs };
  const calendar = ical({
    prodId: { company: "Alcove", product: "Alcove", language: "EN" },
    method: ICalCalendarMethod.PUBLISH,
    // A calendar without any component is none (RFC 5545 3.6): an empty one holds a zone.
    timezone: {
      name: appointments.length === 0 ? "Etc/UTC" : null,
      generator: (timeZone) => vtimezone(timeZone, span),
    },
    ...(refreshSeconds === null ? {} : { name: "Appointments", ttl: refreshSeconds }),
  });
  for (const appointment of appointments) {
    const { sessionId, startsAt, minutes, sequence, changedAt, state } = appointment;
    const endsAt = startsAt + minutes * minuteMs;
    const timeZone = inZones.get(appointment) ?? "UTC";
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

/** A time that no calendar can write is left out: one row must not cost anybody their calendar. */
function isWritable({ startsAt, minutes, changedAt }: Appointment): boolean {
  return startsAt + minutes * minuteMs <= lastInstant && changedAt <= lastInstant;
}

/** The appointments that are written on the clock of a zone, and which. */
function zonesOf(appointments: readonly Appointment[]): Map<Appointment, string> {
  const near = appointments.filter(({ startsAt, changedAt }) => Math.abs(startsAt - changedAt) <= zoned.ms);
  const latest = near.at(-1)?.startsAt ?? 0;
  const found = new Map<Appointment, string>();
  const zones = new Set<string>();
  for (const appointment of near.toReversed()) {
    const { startsAt, minutes, timeZone } = appointment;
    if (startsAt < latest - zoned.ms || (zones.size >= zoned.zones && !zones.has(timeZone))) continue;
    zones.add(timeZone);
    found.set(appointment, zoneFor(timeZone, [startsAt, startsAt + minutes * minuteMs]));
  }
  return found;
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
