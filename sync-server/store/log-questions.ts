import type Database from "better-sqlite3";
import { type Appointment, appointmentsOf } from "../../shared/calendar/appointments.ts";
import { type Placed, placed, type Said, timeOf, unseenBy } from "../../shared/chat/seen.ts";
import { chatEntry } from "../../shared/entries/chat-entries.ts";
import { type EntryOf, parseEntry } from "../../shared/entries/entry.ts";
import { ticketEntry } from "../../shared/entries/ticket-entries.ts";
import { type DocName, ticketIdOf } from "../../shared/log/doc-name.ts";
import { readChain } from "../../shared/log/read-chain.ts";
import { readLog } from "../../shared/log/read-log.ts";
import { acceptancesIn } from "./acceptances.ts";
import { contentOf } from "./document-content.ts";

export type SessionLink = EntryOf<"session.linked"> | EntryOf<"session.linkFailed">;

/** What others said in a conversation and one person has not seen: since when (server ms), and the last of it. */
export type Unseen = { oldestAt: number; last: { id: string; by: string } };

/** Appointments that one ticket has in a person's calendar: more than anybody plans in the time that a calendar shows. */
export const appointmentsOfTicket = 50;

/** `unread`: entries that could not be read, and so are left out. */
export type Appointments = { appointments: Appointment[]; unread: number };

/** What takes a look at every entry of a log. Each answer is small, however long the log is. */
export type LogQuestions = {
  /** What a chat says last about a session's link; null: nothing yet. */
  latestLink: { ask: { doc: DocName; sessionId: string }; answer: SessionLink | null };
  unseen: { ask: { doc: DocName; person: string }; answer: Unseen | null };
  /** Those of these messages that the person has seen, as `unseenBy` says; one that was taken back counts as seen. */
  seenOf: { ask: { doc: DocName; person: string; messages: readonly string[] }; answer: string[] };
  /** A person's sessions in one ticket that end after `since` (ms): what is planned, then the latest changed. */
  appointments: { ask: { doc: DocName; person: string; since: number }; answer: Appointments };
};

export const logAnswers: {
  [Name in keyof LogQuestions]: (
    db: Database.Database,
    ask: LogQuestions[Name]["ask"],
  ) => LogQuestions[Name]["answer"];
} = {
  latestLink: (db, { doc, sessionId }) => {
    for (const value of valuesOf(db, doc).toReversed()) {
      const parsed = parseEntry("chat", value);
      if (parsed.ok && isAbout(parsed.entry, sessionId)) return parsed.entry;
    }
    return null;
  },
  unseen: (db, { doc, person }) => {
    const unseen = unseenBy(conversation(db, doc), person);
    const last = unseen.at(-1);
    if (last === undefined) return null;
    const oldestAt = unseen.reduce((oldest, each) => Math.min(oldest, timeOf(each)), timeOf(last));
    return { oldestAt, last: { id: last.entry.id, by: last.entry.by } };
  },
  seenOf: (db, { doc, person, messages }) => {
    const said = conversation(db, doc);
    const there = new Set(said.map(({ entry }) => entry.id));
    const unseen = new Set(unseenBy(said, person).map(({ entry }) => entry.id));
    return messages.filter((id) => there.has(id) && !unseen.has(id));
  },
  appointments: (db, { doc, person, since }) => {
    const values = valuesOf(db, doc);
    const entries = values.flatMap((value) => {
      const parsed = ticketEntry.safeParse(value);
      return parsed.success ? [parsed.data] : [];
    });
    const appointments = latestAppointments(
      appointmentsOf(person, ticketIdOf(doc), entries, timesIn(db, doc)).filter(
        ({ startsAt, minutes }) => startsAt + minutes * 60_000 > since,
      ),
      appointmentsOfTicket,
    );
    return { appointments, unread: values.length - entries.length };
  },
};

/** So many at most: what is planned first, then the latest changed. */
export function latestAppointments(appointments: readonly Appointment[], most: number): Appointment[] {
  return appointments
    .toSorted(
      (a, b) => Number(b.state === "planned") - Number(a.state === "planned") || b.changedAt - a.changedAt,
    )
    .slice(0, most);
}

function valuesOf(db: Database.Database, doc: DocName): unknown[] {
  const updates = [contentOf(db, doc)];
  return (readChain(updates) ?? readLog(updates)).values;
}

/** When each entry of a log was accepted (server ms), by its id. */
function timesIn(db: Database.Database, doc: DocName): Map<string, number> {
  const found = acceptancesIn(db, { docs: new Set([doc]), after: 0, upTo: Number.MAX_SAFE_INTEGER });
  return new Map(found.flatMap(({ at, ids }) => ids.map((id) => [id, at] as const)));
}

function isAbout(entry: { type: string }, sessionId: string): entry is SessionLink {
  return (
    (entry.type === "session.linked" || entry.type === "session.linkFailed") &&
    "sessionId" in entry &&
    entry.sessionId === sessionId
  );
}

function conversation(db: Database.Database, doc: DocName): Placed[] {
  const found = acceptancesIn(db, { docs: new Set([doc]), after: 0, upTo: Number.MAX_SAFE_INTEGER });
  const accepted = new Map(found.flatMap(({ seq, at, ids }) => ids.map((id) => [id, { seq, at }] as const)));
  return placed(
    valuesOf(db, doc).flatMap((value): Said[] => {
      const parsed = chatEntry.safeParse(value);
      if (!parsed.success) return [];
      return [{ entry: parsed.data, accepted: accepted.get(parsed.data.id.toLowerCase()) ?? null }];
    }),
  );
}
