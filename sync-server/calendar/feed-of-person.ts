import { z } from "zod";
import type { Appointment } from "../../shared/calendar/appointments.ts";
import { docName } from "../../shared/log/doc-name.ts";
import type { Db } from "../accounts/database.ts";
import { latestAppointments } from "../store/log-questions.ts";
import { leftOut } from "../store/sound-rows.ts";
import type { StoreReader } from "../store/store.ts";
import { troubleOf } from "../store/trouble.ts";

const dayMs = 86_400_000;
/** Days that a session stays in the feed after its time: long enough for a calendar to hear that it was called off. */
export const keptDays = 60;
/** The tickets whose logs are read for one feed, the latest changed first: more than anybody works on in that time. */
const mostTickets = 500;
/** Appointments of one feed, what is planned first; as many as one text has. */
const mostAppointments = 1_000;

/** Milliseconds of the event loop that a feed takes at once; then others have a turn. */
const atOnceMs = 10;

const ids = z.array(z.string());

/** The sessions of a person, read off the logs of the tickets that are or were theirs. */
export async function feedOf(
  { db, store }: { db: Db; store: Pick<StoreReader, "appointments"> },
  person: string,
  now: number,
): Promise<Appointment[]> {
  const tickets = ids.parse(
    db
      .prepare(
        `SELECT t.id FROM participants p JOIN tickets t ON t.id = p.ticket
         WHERE p.person = ? AND (t.changedAt > ? OR t.status NOT IN ('completed', 'closed'))
         ORDER BY t.changedAt DESC LIMIT ?`,
      )
      .pluck()
      .all(person, now - keptDays * dayMs, mostTickets),
  );
  const since = now - keptDays * dayMs;
  const found: Appointment[] = [];
  let begun = performance.now();
  for (const id of tickets) {
    if (performance.now() - begun > atOnceMs) {
      await new Promise((resolve) => setImmediate(resolve));
      begun = performance.now();
    }
    found.push(...(await appointmentsIn(id)));
  }
  return latestAppointments(found, mostAppointments).sort((a, b) => a.startsAt - b.startsAt);

  /** Of a log, or an entry in it, that cannot be read, the calendar lacks only what stands there. */
  async function appointmentsIn(id: string): Promise<Appointment[]> {
    try {
      const { appointments, unread } = await store.appointments(docName("ticket", id), person, since);
      if (unread > 0) leftOut(db, `An entry of ticket ${id} cannot be read: calendars lack what it says`);
      return appointments;
    } catch (error) {
      if (troubleOf(error) !== null) throw error;
      leftOut(db, `The log of ticket ${id} cannot be read: calendars lack its sessions`);
      return [];
    }
  }
}
