import type { Meeting } from "../provider.ts";
import type { CalendarEvent } from "./google-library.ts";

/** All that the calendar says about a session: whoever looks over a shoulder learns nothing from it. */
const neutralTitle = "Appointment";

const minuteMs = 60_000;

/** An event id may hold base32hex's letters only (RFC 4648, 7): the UUID's bits in them. */
export function eventIdOf(meetingId: string): string {
  let bits = BigInt(`0x${meetingId.replaceAll("-", "")}`);
  let id = "";
  // 26 letters of 5 bits hold 128.
  for (let letter = 0; letter < 26; letter++) {
    id = (bits & 31n).toString(32) + id;
    bits >>= 5n;
  }
  return id;
}

/** The event as it is inserted: when, a neutral title, a conference to be made, and nothing of the ticket. */
export function neutralEvent({ id, startsAt, minutes, attendees }: Meeting): CalendarEvent {
  return {
    id: eventIdOf(id),
    summary: neutralTitle,
    visibility: "private",
    start: { dateTime: new Date(startsAt).toISOString() },
    end: { dateTime: new Date(startsAt + minutes * minuteMs).toISOString() },
    attendees: attendees.map((email) => ({ email })),
    guestsCanInviteOthers: false,
    guestsCanSeeOtherGuests: false,
    conferenceData: {
      createRequest: { requestId: eventIdOf(id), conferenceSolutionKey: { type: "hangoutsMeet" } },
    },
  };
}
