import dayjs from "dayjs";
import relativeTime from "dayjs/plugin/relativeTime.js";
import timezone from "dayjs/plugin/timezone.js";
import utc from "dayjs/plugin/utc.js";

dayjs.extend(relativeTime);
dayjs.extend(utc);
dayjs.extend(timezone);

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** The zone of this device, as an IANA name. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
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
  const offset = inZone(at, zone).utcOffset();
  const sign = offset < 0 ? "−" : "+";
  const hours = Math.floor(Math.abs(offset) / 60);
  const minutes = Math.abs(offset) % 60;
  const shift = offset === 0 ? "UTC" : `UTC${sign}${hours}${minutes === 0 ? "" : `:${minutes}`}`;
  const place = zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;
  return place === "UTC" || zone === "Etc/UTC" ? "UTC" : `${place} time (${shift})`;
}

/** Do the clocks of both zones show the same at that instant? */
export function sameClock(a: string, b: string, at: number): boolean {
  return inZone(at, a).utcOffset() === inZone(at, b).utcOffset();
}

/**
 * The instant at which clocks in `zone` show this.
 * @param date `2026-03-03`
 * @param time `10:02`
 * @returns ms since the epoch, or null when either is not a date or time, or the zone is unknown
 */
export function instantOf(date: string, time: string, zone: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || !/^\d{2}:\d{2}$/.test(time) || !isZone(zone)) return null;
  const at = dayjs.tz(`${date}T${time}:00`, zone);
  return at.isValid() ? at.valueOf() : null;
}

/** The date and time that clocks in `zone` show, as the browser's own fields take them. */
export function wallClock(at: number, zone: string): { date: string; time: string } {
  const there = inZone(at, zone);
  return { date: there.format("YYYY-MM-DD"), time: there.format("HH:mm") };
}

export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

function inZone(at: number, zone: string): dayjs.Dayjs {
  return dayjs(at).tz(isZone(zone) ? zone : "UTC");
}
