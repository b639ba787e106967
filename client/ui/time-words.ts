import dayjs from "dayjs";
import relativeTime from "dayjs/plugin/relativeTime.js";
import utc from "dayjs/plugin/utc.js";
import { placeOf } from "../../shared/calendar/zone-names.ts";
import { instantAt, isTimeZone, offsetAt, wallClock as wallClockIn } from "../../shared/calendar/zoned.ts";

dayjs.extend(relativeTime);
dayjs.extend(utc);

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/**
 * The zone of this device, as an IANA name. Some systems are set to one that the browser has no name for: then the one of the
 * same offset, where that is whole hours.
 */
export function ownZone(): string {
  const { timeZone }: { timeZone?: string } = Intl.DateTimeFormat().resolvedOptions();
  if (timeZone !== undefined && isTimeZone(timeZone)) return timeZone;
  // In these names, as in POSIX, west of Greenwich is plus.
  const hours = new Date().getTimezoneOffset() / 60;
  const named = `Etc/GMT${hours < 0 ? "" : "+"}${hours}`;
  return hours !== 0 && isTimeZone(named) ? named : "UTC";
}

/** `Tuesday 3 March 2026, 10:02`, in the device's own zone. For titles and screen readers. */
export function fullDate(at: number): string {
  return dayjs(at).format("dddd D MMMM YYYY, HH:mm");
}

export function clockTime(at: number): string {
  return dayjs(at).format("HH:mm");
}

/** Within the last day the time alone, before that with its date. */
export function timeOrDate(at: number, now: number): string {
  if (dayjs(at).isSame(now, "day")) return clockTime(at);
  const sameYear = dayjs(at).isSame(now, "year");
  return dayjs(at).format(sameYear ? "D MMM, HH:mm" : "D MMM YYYY, HH:mm");
}

/** `in 3 hours`, `5 minutes ago`; under a minute `just now`. */
export function relativeWords(at: number, now: number): string {
  if (Math.abs(now - at) < minuteMs) return "just now";
  return dayjs(at).from(now);
}

/** How long something has waited, as short as a row can bear: `now`, `12 min`, `5 h`, `3 d`. */
export function waitWords(since: number, now: number): string {
  const waited = Math.max(0, now - since);
  if (waited < minuteMs) return "now";
  if (waited < hourMs) return `${Math.floor(waited / minuteMs)} min`;
  if (waited < dayMs) return `${Math.floor(waited / hourMs)} h`;
  return `${Math.floor(waited / dayMs)} d`;
}

/** The heading of a day in a conversation: `Today`, `Yesterday`, else its date. */
export function dayHeading(at: number, now: number): string {
  const day = dayjs(at);
  if (day.isSame(now, "day")) return "Today";
  if (day.isSame(dayjs(now).subtract(1, "day"), "day")) return "Yesterday";
  return day.format(day.isSame(now, "year") ? "dddd D MMMM" : "dddd D MMMM YYYY");
}

/** `Tue 3 Mar 2026, 10:02` as the clocks in `zone` show it; a zone this device does not know is shown in UTC. */
export function dateInZone(at: number, zone: string): string {
  return inZone(at, zone).format("ddd D MMM YYYY, HH:mm");
}

/** `Europe/Berlin` as people say it: `Berlin time (UTC+1)`. */
export function zoneWords(zone: string, at: number): string {
  const minutes = offsetOf(zone, at);
  if (zone === "UTC" || zone === "Etc/UTC" || !isTimeZone(zone)) return "UTC";
  const sign = minutes < 0 ? "−" : "+";
  const hours = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  const shift =
    minutes === 0 ? "UTC" : `UTC${sign}${hours}${rest === 0 ? "" : `:${String(rest).padStart(2, "0")}`}`;
  return `${placeOf(zone)} time (${shift})`;
}

/** Do the clocks of both zones show the same at that instant? */
export function sameClock(a: string, b: string, at: number): boolean {
  return offsetOf(a, at) === offsetOf(b, at);
}

/**
 * The instant at which clocks in `zone` show this.
 * @param date `2026-03-03`
 * @param time `10:02`
 * @returns ms since the epoch, or null when either is not a date or time, or the zone is unknown
 */
export function instantOf(date: string, time: string, zone: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || !/^\d{2}:\d{2}$/.test(time) || !isTimeZone(zone)) return null;
  if (Number.isNaN(Date.parse(`${date}T${time}:00Z`))) return null;
  return instantAt(date, time, zone);
}

/** The date and time that clocks in `zone` show, as the browser's own fields take them. */
export function wallClock(at: number, zone: string): { date: string; time: string } {
  const { date, time } = wallClockIn(at, known(zone));
  return { date, time };
}

/** Whole minutes that the clocks of a zone are ahead of UTC. */
function offsetOf(zone: string, at: number): number {
  return Math.round(offsetAt(at, known(zone)) / minuteMs);
}

/** What the clocks of a zone show, as if it were UTC: only to be formatted. */
function inZone(at: number, zone: string): dayjs.Dayjs {
  return dayjs.utc(at + offsetAt(at, known(zone)));
}

/** A zone that this device does not know is shown in UTC. */
function known(zone: string): string {
  return isTimeZone(zone) ? zone : "UTC";
}
