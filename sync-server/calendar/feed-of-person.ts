import { z } from "zod";
import { type Appointment, appointmentsOf } from "../../shared/calendar/appointments.ts";
import { ticketEntry } from "../../shared/entries/ticket-entries.ts";
import { type DocName, docName } from "../../shared/log/doc-name.ts";
import { readLog } from "../../shared/log/read-log.ts";
import type { Db } from "../accounts/database.ts";
import { leftOut } from "../store/sound-rows.ts";
import type { StoreReader } from "../store/store.ts";
import { troubleOf } from "../store/trouble.ts";

const dayMs = 86_400_000;
/** Days that a session stays in the feed after its time: long enough for a calendar to hear that it was called off. */
export const keptDays = 60;
/** The tickets whose logs are read for one feed, the latest changed first: more than anybody works on in that time. */
const mostTickets = 500;

/** Milliseconds of the event loop that a feed takes at once; then others have a turn. */
const atOnceMs = 10;

const ids = z.array(z.string());

/** The sessions of a person, read off the logs of the tickets that are or were theirs. */
export async function feedOf(
  { db, store }: { db: Db; store: Pick<StoreReader, "content" | "acceptances"> },
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
  const found: Appointment[] = [];
  let begun = performance.now();
  for (const id of tickets) {
    if (performance.now() - begun > atOnceMs) {
      await new Promise((resolve) => setImmediate(resolve));
      begun = performance.now();
    }
    found.push(...(await appointmentsIn(id)));
  }

  /** Of a log, or an entry in it, that cannot be read, the calendar lacks only what stands there. */
  async function appointmentsIn(id: string): Promise<Appointment[]> {
    try {
      const entries = readLog([await store.content(docName("ticket", id))]).values.flatMap((value) => {
        const parsed = ticketEntry.safeParse(value);
        if (parsed.success) return [parsed.data];
        leftOut(db, `An entry of ticket ${id} cannot be read: calendars lack what it says`);
        return [];
      });
      return appointmentsOf(person, id, entries, await acceptedIn(store, docName("ticket", id)));
    } catch (error) {
      if (troubleOf(error) !== null) throw error;
      leftOut(db, `The log of ticket ${id} cannot be read: calendars lack its sessions`);
      return [];
    }
  }

  return found
    .filter(({ startsAt, minutes }) => startsAt + minutes * 60_000 > now - keptDays * dayMs)
    .sort((a, b) => a.startsAt - b.startsAt);
}

async function acceptedIn(
  store: Pick<StoreReader, "acceptances">,
  doc: DocName,
): Promise<Map<string, number>> {
  const all = await store.acceptances({ docs: new Set([doc]), after: 0, upTo: Number.MAX_SAFE_INTEGER });
  return new Map(all.flatMap(({ ids, at }) => ids.map((each) => [each, at] as const)));
}
