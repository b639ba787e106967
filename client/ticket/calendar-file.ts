import { appointmentsOf } from "../../shared/calendar/appointments.ts";
import { calendarText } from "../../shared/calendar/calendar-text.ts";
import type { TicketEntry } from "../../shared/entries/ticket-entries.ts";

/**
 * The session that a ticket has now as an iCalendar file, the same event under the same name as in the person's feed: a
 * calendar that has both shows one. Those that it replaced, or that were called off before, are in it as cancelled: an
 * earlier file put them into a calendar that asks nobody again.
 */
export function calendarFile(
  personId: string,
  ticketId: string,
  entries: readonly TicketEntry[],
  acceptedAt?: ReadonlyMap<string, number | undefined>,
): string {
  return calendarText(
    appointmentsOf(personId, ticketId, entries, acceptedAt).filter(({ state }) => state !== "held"),
  );
}
