import { sessionLinked } from "../../../shared/entries/session-entries.ts";
import type { Meeting, MeetingProvider, Trouble } from "../provider.ts";
import { eventIdOf, neutralEvent } from "./event.ts";
import type { GoogleAccess } from "./google-access.ts";
import type { Calendar, CalendarEvent } from "./google-library.ts";
import { statusOf, troubleOf } from "./google-trouble.ts";

/** The calendar of whoever acts. */
const calendarId = "primary";

/**
 * Google Meet [M3]: an event in the counselor's calendar whose conference Google makes. The event's id is derived from the
 * session's, so that an insert which is repeated is answered with 409 and the first one is found.
 */
export function createGoogleMeet(access: GoogleAccess, now: () => number): MeetingProvider {
  /** Opens the calendar and does the work; an error becomes what it means. */
  async function inCalendar<Result>(
    { account }: Pick<Meeting, "account">,
    signal: AbortSignal,
    work: (calendar: Calendar) => Promise<Result>,
  ): Promise<Result | Trouble> {
    if (account === null) return { outcome: "trouble", code: "google-not-connected", retry: false };
    const opened = await access.calendarOf(account);
    if (opened.outcome === "trouble") return opened;
    try {
      return await work(opened.calendar);
    } catch (error) {
      const trouble = troubleOf(error, signal, now());
      if (trouble.code === "google-grant-ended") access.refused(account, !trouble.retry);
      return trouble;
    }
  }

  return {
    name: "google-meet",
    accountOf: access.accountOf,
    make: (meeting, signal) =>
      inCalendar(meeting, signal, async (calendar) => {
        const inserted = await insert(calendar, meeting, signal);
        if (inserted !== null) return linkOf(inserted);
        const eventId = eventIdOf(meeting.id);
        const { data: found } = await calendar.events.get({ calendarId, eventId }, { signal });
        if (found.status === "cancelled") return { outcome: "gone" as const };
        const standing = isAt(found, meeting) ? found : await moved(calendar, meeting, signal);
        if (!hasFailed(standing)) return linkOf(standing);
        return linkOf(await askAgain(calendar, standing, signal));
      }),
    move: (meeting, signal) =>
      inCalendar(meeting, signal, async (calendar) => {
        const event = await unlessGone(() => moved(calendar, meeting, signal));
        const isGone = event === null || event.status === "cancelled";
        return { outcome: isGone ? ("gone" as const) : ("moved" as const) };
      }),
    remove: (meeting, signal) =>
      inCalendar(meeting, signal, async (calendar) => {
        const eventId = eventIdOf(meeting.id);
        await unlessGone(() =>
          calendar.events.delete({ calendarId, eventId, sendUpdates: "all" }, { signal }),
        );
        return { outcome: "removed" as const };
      }),
  };
}

/** The new event, or null when there is one with this id. */
async function insert(
  calendar: Calendar,
  meeting: Meeting,
  signal: AbortSignal,
): Promise<CalendarEvent | null> {
  const sendUpdates = meeting.attendees.length > 0 ? "all" : "none";
  try {
    const { data } = await calendar.events.insert(
      { calendarId, conferenceDataVersion: 1, sendUpdates, requestBody: neutralEvent(meeting) },
      { signal },
    );
    return data;
  } catch (error) {
    if (statusOf(error) === 409) return null;
    throw error;
  }
}

async function moved(calendar: Calendar, meeting: Meeting, signal: AbortSignal): Promise<CalendarEvent> {
  const { start = {}, end = {} } = neutralEvent(meeting);
  const { data } = await calendar.events.patch(
    {
      calendarId,
      eventId: eventIdOf(meeting.id),
      conferenceDataVersion: 1,
      sendUpdates: "all",
      requestBody: { start, end },
    },
    { signal },
  );
  return data;
}

/** A request for a conference that failed is answered the same way for ever: the next one needs another id. */
async function askAgain(
  calendar: Calendar,
  { id, conferenceData }: CalendarEvent,
  signal: AbortSignal,
): Promise<CalendarEvent> {
  const before = conferenceData?.createRequest?.requestId ?? "";
  const [base = "", count = "0"] = before.split("-");
  const { data } = await calendar.events.patch(
    {
      calendarId,
      eventId: id ?? "",
      conferenceDataVersion: 1,
      requestBody: {
        conferenceData: {
          createRequest: {
            requestId: `${base}-${Number(count) + 1}`,
            conferenceSolutionKey: { type: "hangoutsMeet" },
          },
        },
      },
    },
    { signal },
  );
  return data;
}

function linkOf(event: CalendarEvent): { outcome: "made"; url: string } | Trouble {
  const conference = event.conferenceData;
  const url = conference?.entryPoints?.find(({ entryPointType }) => entryPointType === "video")?.uri;
  const link = sessionLinked.shape.url.safeParse(url ?? event.hangoutLink);
  if (link.success) return { outcome: "made", url: link.data };
  if (conference?.createRequest?.status?.statusCode === "pending")
    return { outcome: "trouble", code: "conference-pending", retry: true };
  if (hasFailed(event)) return { outcome: "trouble", code: "conference-failed", retry: true };
  return { outcome: "trouble", code: "conference-not-offered", retry: false };
}

function hasFailed({ conferenceData }: CalendarEvent): boolean {
  return conferenceData?.createRequest?.status?.statusCode === "failure";
}

function isAt({ start, end }: CalendarEvent, meeting: Meeting): boolean {
  const wanted = neutralEvent(meeting);
  const same = (a: typeof start, b: typeof start) =>
    Date.parse(a?.dateTime ?? "") === Date.parse(b?.dateTime ?? "");
  return same(start, wanted.start) && same(end, wanted.end);
}

/** Null when the event is not there: never made (404), or deleted (410). */
async function unlessGone<Result>(call: () => Promise<Result>): Promise<Result | null> {
  try {
    return await call();
  } catch (error) {
    const status = statusOf(error);
    if (status === 404 || status === 410) return null;
    throw error;
  }
}
