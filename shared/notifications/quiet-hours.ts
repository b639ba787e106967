import { z } from "zod";
import { instantAt, isTimeZone, wallClock } from "../calendar/zoned.ts";

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "not a time of day such as 22:00");

/** The hours in which nothing but a crisis leaves the app, on the clock of a time zone. `from` may be after `to`: over midnight. */
export const quietHours = z
  .strictObject({
    from: clock,
    to: clock,
    timeZone: z.string().max(64).refine(isTimeZone, "not a time zone that is known here"),
  })
  .refine(({ from, to }) => from !== to, "quiet hours that begin when they end are none");
export type QuietHours = z.output<typeof quietHours>;

const dayMs = 86_400_000;

/** When the quiet hours that are on at `now` (ms) end, in ms; null when it is not quiet. */
export function quietUntil(quiet: QuietHours | null, now: number): number | null {
  if (quiet === null) return null;
  const { from, to, timeZone } = quiet;
  const { date, time } = wallClock(now, timeZone);
  const inside = from < to ? from <= time && time < to : time >= from || time < to;
  if (!inside) return null;
  // Today's or tomorrow's end on that clock: the day of a change has 23 or 25 hours, so days are counted and not hours.
  const tomorrow = new Date(Date.parse(`${date}T00:00:00Z`) + dayMs).toISOString().slice(0, 10);
  const today = instantAt(date, to, timeZone);
  return today > now ? today : instantAt(tomorrow, to, timeZone);
}
