import { isDeepStrictEqual } from "node:util";
import type Database from "better-sqlite3";
import * as Y from "yjs";
import { isTicketEntry, parseEntry } from "../../shared/entries/entry.ts";
import { concatenate, type StoredItems } from "../../shared/log/content.ts";
import {
  type DocName,
  docKinds,
  docName,
  isLinear,
  isLog,
  kindOf,
  type LogKind,
  ticketIdOf,
} from "../../shared/log/doc-name.ts";
import { readLog } from "../../shared/log/read-log.ts";
import { readersOf } from "../../shared/policy/may-read.ts";
import { foldTicket } from "../../shared/ticket/fold.ts";
import type { TicketState } from "../../shared/ticket/state.ts";

/** What does not agree with the logs, one sentence each; it names documents and never what they say. */
export type Inconsistency = string;

/** Later than every end of an emergency access: who reads then reads for good. */
const afterAll = Number.MAX_SAFE_INTEGER;
const beforeAll = 0;

type DocumentRow = {
  id: number;
  name: DocName;
  version: number;
  tailClient: number | null;
  tailClock: number | null;
  ticket: string | null;
  rows: number;
  bytes: number;
};
type UpdateRow = StoredItems & { seq: number };
type EntryRow = {
  id: string;
  seq: number;
  client: number;
  clock: number;
  type: string;
  by: string;
  at: number;
};

/**
 * Holds everything the store keeps of its logs (heads, writers, index, tickets, participants, grants, seq) against
 * what stands in them, in one look and with one document in memory at a time. `limit` ends it early.
 * @param db an open, migrated database; it is only read
 * @throws SqliteError where a page cannot be read
 */
export function inconsistencies(db: Database.Database, limit = 20): Inconsistency[] {
  const look = db.transaction(() => {
    const found: Inconsistency[] = [];
    for (const each of all(db)) if (found.push(each) >= limit) break;
    return found;
  });
  return look();
}

function* all(db: Database.Database): Generator<Inconsistency> {
  yield* seqs(db);
  const read = readerOf(db);
  for (const row of read.documents()) yield* ofDocument(row, read);
}

/** [S1] No step has a seq that has not been given out. */
function* seqs(db: Database.Database): Generator<Inconsistency> {
  const seq = Number(db.prepare("SELECT value FROM meta WHERE key = 'seq'").pluck().get());
  const latest = Number(
    db
      .prepare(
        `SELECT max(coalesce((SELECT max(seq) FROM updates), 0), coalesce((SELECT max(seq) FROM entries), 0),
           coalesce((SELECT max(version) FROM documents), 0), coalesce((SELECT max(fromSeq) FROM grants), 0),
           coalesce((SELECT max(untilSeq) FROM grants), 0), coalesce((SELECT max(fromSeq) FROM roles), 0))`,
      )
      .pluck()
      .get(),
  );
  if (!Number.isSafeInteger(seq) || latest > seq) yield `seq is ${seq}, and something has ${latest}`;
}

function readerOf(db: Database.Database) {
  const documents = db.prepare<[number], DocumentRow>(
    "SELECT id, name, version, tailClient, tailClock, ticket, rows, bytes FROM documents WHERE id > ? ORDER BY id LIMIT 1",
  );
  const updates = db.prepare<[number], UpdateRow>(
    "SELECT seq, client, clock, items, body FROM updates WHERE document = ? ORDER BY seq",
  );
  const entries = db.prepare<[number], EntryRow>(
    "SELECT id, seq, client, clock, type, person AS by, at FROM entries WHERE document = ?",
  );
  const writers = db.prepare<[number], { client: number; clock: number; owner: string; bytes: number }>(
    "SELECT client, clock, owner, bytes FROM writers WHERE document = ?",
  );
  const ticket = db.prepare<[string], Record<string, unknown>>(
    "SELECT id, student, assigned, status, category, urgency, mode, openedAt, changedAt FROM tickets WHERE id = ?",
  );
  const people = db.prepare<[string], string>("SELECT person FROM participants WHERE ticket = ?").pluck();
  const standing = db
    .prepare<[string], string>(
      `SELECT principal FROM grants WHERE untilSeq IS NULL
       AND document = (SELECT id FROM documents WHERE name = ?)`,
    )
    .pluck();
  return {
    *documents(): Generator<DocumentRow> {
      for (let row = documents.get(0); row !== undefined; row = documents.get(row.id)) yield row;
    },
    updates: (id: number) => updates.all(id),
    entries: (id: number) => entries.all(id),
    writers: (id: number) => writers.all(id),
    ticket: (id: string) => ticket.get(id),
    people: (id: string) => new Set(people.all(id)),
    standing: (doc: DocName) => standing.all(doc),
  };
}

type Reader = ReturnType<typeof readerOf>;

function* ofDocument(row: DocumentRow, read: Reader): Generator<Inconsistency> {
  const updates = read.updates(row.id);
  const bytes = updates.reduce((sum, { body }) => sum + body.length, 0);
  if (row.rows !== updates.length || row.bytes !== bytes) yield `${row.name}: the head counts other updates`;
  if (row.version !== (updates.at(-1)?.seq ?? 0)) yield `${row.name}: the head has another version`;
  try {
    const kind = kindOf(row.name);
    if (isLog(kind)) yield* ofLog(row, kind, updates, read);
    else readNotes(updates);
  } catch (error) {
    yield `${row.name}: cannot be read (${error instanceof Error ? error.message : "unknown reason"})`;
  }
}

function* ofLog(
  row: DocumentRow,
  kind: LogKind,
  updates: UpdateRow[],
  read: Reader,
): Generator<Inconsistency> {
  const { values, tail } = readLog([concatenate(updates)]);
  const log = values.flatMap((value) => {
    const parsed = parseEntry(kind, value);
    return parsed.ok ? [parsed.entry] : [];
  });
  if (log.length !== values.length) yield `${row.name}: ${values.length - log.length} entries are none`;
  const index = new Map(read.entries(row.id).map((entry) => [entry.id, entry]));
  const unlike = log.filter(({ id, type, by, at }) => {
    const entry = index.get(id);
    return (
      entry === undefined ||
      entry.type !== type ||
      entry.by !== by ||
      entry.at !== at ||
      entry.seq > row.version
    );
  });
  if (unlike.length > 0 || index.size !== log.length || new Set(log.map(({ id }) => id)).size !== log.length)
    yield `${row.name}: ${log.length} entries in the log, ${index.size} in the index`;
  yield* writersOf(row, [...index.values()], updates, read);
  const last = row.tailClient === null ? null : { client: row.tailClient, clock: row.tailClock };
  if (isLinear(kind) ? !isDeepStrictEqual(last, tail) : (last === null) !== (tail === null))
    yield `${row.name}: the head has another tail`;
  const people = read.people(ticketIdOf(row.name));
  if (log.some(({ by }) => by !== "system" && !people.has(by)))
    yield `${row.name}: a writer is no participant`;
  if (kind !== "ticket") return;
  let ticket: TicketState | null = null;
  for (const entry of log) {
    if (isTicketEntry(entry)) ticket = foldTicket(ticketIdOf(row.name), ticket, entry);
  }
  yield* ofTicket(row, ticket, read);
}

/** Each clientID's clock is the number of its entries, all of one person's, and its bytes are those of its updates. */
function* writersOf(
  row: DocumentRow,
  entries: EntryRow[],
  updates: UpdateRow[],
  read: Reader,
): Generator<Inconsistency> {
  const byClient = Map.groupBy(entries, ({ client }) => client);
  const writers = read.writers(row.id);
  const unlike = writers.filter(({ client, clock, owner }) => {
    const mine = byClient.get(client) ?? [];
    const clocks = new Set(mine.map((entry) => entry.clock));
    return (
      clocks.size !== clock || Math.max(-1, ...clocks) !== clock - 1 || mine.some(({ by }) => by !== owner)
    );
  });
  if (unlike.length > 0 || writers.length !== byClient.size) yield `${row.name}: the index has other clocks`;
  const bytesOf = new Map<number, number>();
  for (const { client, body } of updates) bytesOf.set(client, (bytesOf.get(client) ?? 0) + body.length);
  if (writers.some(({ client, bytes }) => bytes !== bytesOf.get(client)))
    yield `${row.name}: the head counts other bytes of a clientID`;
}

function* ofTicket(row: DocumentRow, ticket: TicketState | null, read: Reader): Generator<Inconsistency> {
  const stored: unknown = row.ticket === null ? null : JSON.parse(row.ticket);
  // By way of JSON, as it is stored: what is undefined is not there.
  if (!isDeepStrictEqual(stored, JSON.parse(JSON.stringify(ticket))))
    yield `${row.name}: the head folds otherwise`;
  if (ticket === null) return;
  const { id, student, assigned, status, category, urgency, mode, openedAt, changedAt } = ticket;
  const wanted = { id, student, assigned, status, category, urgency, mode, openedAt, changedAt };
  if (!isDeepStrictEqual({ ...read.ticket(id) }, wanted))
    yield `${row.name}: the row of the ticket is another`;
  for (const kind of docKinds) {
    const doc = docName(kind, id);
    const standing = read.standing(doc);
    const least = readersOf(kind, ticket, afterAll);
    const most: string[] = readersOf(kind, ticket, beforeAll);
    // An emergency access may stand or have ended; nothing else may.
    const fits =
      least.every((each) => standing.includes(each)) && standing.every((each) => most.includes(each));
    if (!fits || new Set(standing).size !== standing.length) yield `${doc}: the grants are others`;
  }
}

function readNotes(updates: UpdateRow[]): void {
  const doc = new Y.Doc();
  try {
    for (const { body } of updates) Y.applyUpdate(doc, body);
    if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null)
      throw new Error("something is missing");
  } finally {
    doc.destroy();
  }
}
