import type Database from "better-sqlite3";
import { concatenate, type StoredItems } from "../../shared/log/content.ts";
import { type DocName, isLog, kindOf } from "../../shared/log/doc-name.ts";
import type { Writer } from "../../shared/log/head.ts";
import type { Principal } from "../../shared/policy/may-read.ts";
import type { AccountStanding, Role } from "../../shared/policy/roles.ts";
import type { TicketState } from "../../shared/ticket/state.ts";
import { unreachable } from "../../shared/unreachable.ts";
import { acceptancesIn } from "./acceptances.ts";
import { changesSince, parseWinner } from "./changes.ts";
import { createCommitter } from "./commit.ts";
import { joinRun, replaceRun } from "./compaction.ts";
import { idBytes } from "./entry-index.ts";
import { JournalSweep } from "./journal.ts";
import { largeDocuments } from "./large-documents.ts";
import { sqliteFiles } from "./sqlite-files.ts";
import { sqliteJobs } from "./sqlite-jobs.ts";
import {
  type DeviceNote,
  type DocHead,
  type EmergencyReason,
  type EndedGrant,
  entryKey,
  type FeedUpdate,
  type IndexedEntry,
  type Store,
} from "./store.ts";

type DocumentRow = {
  id: number;
  version: number;
  tailClient: number | null;
  tailClock: number | null;
  ticket: string | null;
  rows: number;
  bytes: number;
  lookAt: number;
};
type UpdateRow = StoredItems & { seq: number; name: DocName };

/** Where an entry stands, with its type's code. */
type IndexRow = { seq: number; client: number; clock: number; type: number; at: number };

/** Documents past which their updates are found by going through all in seq order, not by asking for each document. */
const docsMany = 1_000;

/** Bytes past which joining leaves rows as they are, at the least, and the rows of notes that it leaves beside those. */
const largeRow = 32 * 1024;
const notesRowsLeft = 128;

/**
 * The store on one SQLite file. The database is synchronous, so each method is one uninterrupted look; the
 * interface is not, so that a shared database can stand in its place.
 * @param db an open, migrated database with `synchronous = FULL`
 */
export function createSqliteStore(db: Database.Database): Store {
  const selectMeta = db.prepare<[string], { value: string }>("SELECT value FROM meta WHERE key = ?");
  const selectDocument = db.prepare<[string], DocumentRow>(
    "SELECT id, version, tailClient, tailClock, ticket, rows, bytes, lookAt FROM documents WHERE name = ?",
  );
  const selectWriters = db.prepare<[number], { client: number; clock: number; owner: string; bytes: number }>(
    "SELECT client, clock, owner, bytes FROM writers WHERE document = ?",
  );
  const selectDocumentId = db.prepare<[string], number>("SELECT id FROM documents WHERE name = ?").pluck();
  // Asked of every entry that comes, and almost never there: the two places one by one, and the names only of what is.
  const selectAlone = db.prepare<[number, Uint8Array], IndexRow>(
    "SELECT seq, client, clock, type, at FROM updates WHERE document = ? AND entry = ?",
  );
  const selectBeside = db.prepare<[number, Uint8Array], IndexRow>(
    "SELECT seq, client, clock, type, at FROM entry_index WHERE document = ? AND id = ?",
  );
  const selectNames = db.prepare<[number, number, number], Pick<IndexedEntry, "type" | "by">>(
    `SELECT (SELECT name FROM entry_types WHERE code = ?) AS type, owner AS by
     FROM writers WHERE document = ? AND client = ?`,
  );
  const selectStanding = db.prepare<[string, string], { held: 1 }>(
    `SELECT 1 AS held FROM grants
     WHERE document = (SELECT id FROM documents WHERE name = ?)
       AND principal IN (SELECT value FROM json_each(?)) AND untilSeq IS NULL LIMIT 1`,
  );
  // The seqs are put in order before the bodies are read: sorting would copy each of them.
  const selectUpdates = db.prepare<[string, number, number, number], UpdateRow>(
    `SELECT u.seq, d.name, u.client, u.clock, u.items, u.body
     FROM (SELECT u.seq FROM documents d JOIN updates u ON u.document = d.id
           WHERE d.name IN (SELECT value FROM json_each(?)) AND u.seq > ? AND u.seq <= ?
           ORDER BY u.seq LIMIT ?) s
       CROSS JOIN updates u ON u.seq = s.seq CROSS JOIN documents d ON d.id = u.document
     ORDER BY s.seq`,
  );
  const selectUpdatesBySeq = db.prepare<[number, number], UpdateRow>(
    `SELECT u.seq, d.name, u.client, u.clock, u.items, u.body
     FROM updates u CROSS JOIN documents d ON d.id = u.document
     WHERE u.seq > ? AND u.seq <= ? ORDER BY u.seq`,
  );
  const selectHeld = db.prepare<[string, string, number, number], { held: 1 }>(
    `SELECT 1 AS held FROM grants
     WHERE document = (SELECT id FROM documents WHERE name = ?)
       AND principal IN (SELECT value FROM json_each(?))
       AND fromSeq <= ? AND (untilSeq IS NULL OR untilSeq >= ?) LIMIT 1`,
  );
  const selectLastEnded = db.prepare<[string, string], { untilSeq: number; because: string | null }>(
    `SELECT untilSeq, because FROM grants
     WHERE document = (SELECT id FROM documents WHERE name = ?)
       AND principal IN (SELECT value FROM json_each(?)) AND untilSeq IS NOT NULL
     ORDER BY untilSeq DESC LIMIT 1`,
  );
  const selectParticipants = db.prepare<[string], { person: string }>(
    "SELECT DISTINCT person FROM participants WHERE ticket IN (SELECT value FROM json_each(?))",
  );
  const selectCaseload = db.prepare<[string], { id: string }>(
    "SELECT id FROM tickets WHERE assigned = ? AND status NOT IN ('completed', 'closed') ORDER BY openedAt",
  );
  const selectTicketsOf = db.prepare<[string, string], { id: string }>(
    "SELECT id FROM tickets WHERE student = ? OR assigned = ? ORDER BY openedAt",
  );
  const selectCaseloads = db.prepare<[], { assigned: string; count: number }>(
    `SELECT assigned, count(*) AS count FROM tickets
     WHERE assigned IS NOT NULL AND status NOT IN ('completed', 'closed') GROUP BY assigned`,
  );
  // By participants, which are indexed by person.
  const selectOpenTickets = db
    .prepare<[string, string], number>(
      `SELECT count(*) FROM participants p JOIN tickets t ON t.id = p.ticket
       WHERE p.person = ? AND t.student = ? AND t.status NOT IN ('completed', 'closed')`,
    )
    .pluck();
  // Both ends by the server's clock; tickets from before it kept that are left out, answered or not.
  const selectWaits = db.prepare<
    [number, number],
    { asked: number; answered: number | null; ended: number | null }
  >(
    `WITH newest AS (
       SELECT id, student, status, changedAt FROM tickets WHERE openedAt >= ? ORDER BY openedAt DESC LIMIT ?
     ), ends AS (
       SELECT t.*,
         (SELECT min(e.seq) FROM documents d JOIN indexed_entries e ON e.document = d.id
          WHERE d.name = 'ticket/' || t.id) AS askedSeq,
         (SELECT min(e.seq) FROM documents d JOIN indexed_entries e ON e.document = d.id
            JOIN writers w ON w.document = d.id AND w.client = e.client
          WHERE d.name = 'chat/' || t.id AND w.owner <> t.student
            AND e.type = (SELECT code FROM entry_types WHERE name = 'chat.message')) AS answeredSeq
       FROM newest t
     )
     SELECT
       (SELECT at FROM accepted WHERE firstSeq <= askedSeq ORDER BY firstSeq DESC LIMIT 1) AS asked,
       (SELECT at FROM accepted WHERE firstSeq <= answeredSeq ORDER BY firstSeq DESC LIMIT 1) AS answered,
       CASE WHEN status IN ('completed', 'closed') THEN changedAt END AS ended
     FROM ends WHERE askedSeq >= (SELECT min(firstSeq) FROM accepted)`,
  );
  const selectExpired = db.prepare<[number], { ticket: string }>(
    "SELECT DISTINCT ticket FROM expiries WHERE until <= ?",
  );
  // What joining leaves: of a log a row for each clientID, of notes 31 of each age, and of both those that are large.
  const selectUncompacted = db.prepare<[string, number, number, number], { name: DocName }>(
    `SELECT name FROM documents d WHERE name > ? AND rows > ? AND
       rows - bytes / ${largeRow} - CASE WHEN name LIKE 'notes/%' THEN ${notesRowsLeft}
         ELSE (SELECT count(*) FROM writers WHERE document = d.id) END > ?
     ORDER BY name LIMIT ?`,
  );
  const selectRole = db.prepare<[string], { role: Role; status: AccountStanding }>(
    "SELECT role, status FROM roles WHERE person = ? ORDER BY fromSeq DESC LIMIT 1",
  );
  const insertFirstRole = db.prepare<[string, string, string]>(
    "INSERT OR IGNORE INTO roles (person, fromSeq, role, status) VALUES (?, 0, ?, ?)",
  );
  const upsertDevice = db.prepare<[string, string, number, number]>(
    `INSERT INTO devices (device, person, cursor, seenAt) VALUES (?, ?, ?, ?)
     ON CONFLICT (device, person) DO UPDATE SET cursor = excluded.cursor, seenAt = excluded.seenAt`,
  );
  const upsertPurgeAsked = db.prepare<[string, string, number, string]>(
    `INSERT INTO purges (device, person, document, askedAt)
     SELECT ?, ?, id, ? FROM documents WHERE name IN (SELECT value FROM json_each(?))
     ON CONFLICT (device, person, document) DO UPDATE SET askedAt = excluded.askedAt, purgedAt = NULL`,
  );
  const updatePurged = db.prepare<[number, string, string, string]>(
    `UPDATE purges SET purgedAt = ? WHERE device = ? AND person = ? AND purgedAt IS NULL
     AND document IN (SELECT id FROM documents WHERE name IN (SELECT value FROM json_each(?)))`,
  );
  const selectNotPurged = db.prepare<[], { device: string; person: string; docs: number; since: number }>(
    `SELECT device, person, count(*) AS docs, min(askedAt) AS since FROM purges
     WHERE purgedAt IS NULL GROUP BY device, person ORDER BY since`,
  );

  function head(doc: DocName): DocHead | null {
    const row = selectDocument.get(doc);
    if (row === undefined) return null;
    const writers = new Map<number, Writer>();
    const bytesOf = new Map<string, number>();
    for (const { client, clock, owner, bytes } of selectWriters.all(row.id)) {
      writers.set(client, { clock, owner });
      bytesOf.set(owner, (bytesOf.get(owner) ?? 0) + bytes);
    }
    const tail =
      row.tailClient === null || row.tailClock === null
        ? null
        : { client: row.tailClient, clock: row.tailClock };
    return {
      version: row.version,
      writers,
      tail,
      ticket: row.ticket === null ? null : parseTicket(row.ticket),
      rows: row.rows,
      bytes: row.bytes,
      bytesOf,
      lookAt: row.lookAt,
    };
  }

  function entryIn(document: number | undefined, id: Uint8Array): IndexedEntry | null {
    if (document === undefined) return null;
    const row = selectAlone.get(document, id) ?? selectBeside.get(document, id);
    if (row === undefined) return null;
    const { type, ...place } = row;
    const names = selectNames.get(type, document, place.client);
    if (names === undefined) throw new Error("an entry of a clientID that nobody owns");
    return { ...place, ...names };
  }

  const insertReason = db.prepare<[string, string, string, string, number]>(
    "INSERT INTO emergency_reasons (entry, ticket, admin, reason, at) VALUES (?, ?, ?, ?, ?)",
  );
  const selectReasons = db.prepare<[number], EmergencyReason>(
    "SELECT entry, ticket, admin, reason, at FROM emergency_reasons ORDER BY at DESC LIMIT ?",
  );

  function writeNote(note: DeviceNote): void {
    const { device, person, at } = note;
    switch (note.kind) {
      case "seen":
        upsertDevice.run(device, person, note.cursor, at);
        return;
      case "asked":
        upsertPurgeAsked.run(device, person, at, JSON.stringify(note.docs));
        return;
      case "purged":
        updatePurged.run(at, device, person, JSON.stringify(note.docs));
        return;
      default:
        unreachable(note);
    }
  }

  function byDoc(
    docs: ReadonlySet<DocName>,
    after: number,
    upTo: number,
    limit: number,
  ): Iterable<UpdateRow> {
    return selectUpdates.iterate(JSON.stringify([...docs]), after, upTo, limit);
  }
  function* bySeq(docs: ReadonlySet<DocName>, after: number, upTo: number): Generator<UpdateRow> {
    for (const row of selectUpdatesBySeq.iterate(after, upTo)) if (docs.has(row.name)) yield row;
  }

  /** Those of the documents on which one of the principals holds a grant. Nothing is awaited between this and reading them. */
  function standingOf(docs: ReadonlySet<DocName>, principals: readonly Principal[]): ReadonlySet<DocName> {
    const mine = JSON.stringify(principals);
    return new Set([...docs].filter((doc) => selectStanding.get(doc, mine) !== undefined));
  }

  const commit = createCommitter(db);
  const journal = new JournalSweep(db);
  const documents = largeDocuments(db);
  /** Null where the grant is not there, before what was read or after it: a large document takes a while. */
  async function whileStanding<Result>(
    doc: DocName,
    principals: readonly Principal[],
    read: () => Promise<Result>,
  ): Promise<Result | null> {
    const mine = JSON.stringify(principals);
    if (selectStanding.get(doc, mine) === undefined) return null;
    const result = await read();
    return selectStanding.get(doc, mine) === undefined ? null : result;
  }
  const inOneLook = <Result>(look: () => Result): Result => db.transaction(look)();

  return {
    ...sqliteJobs(db),
    ...sqliteFiles(db),
    identity: async () => ({
      serverId: selectMeta.get("serverId")?.value ?? "",
      seq: Number(selectMeta.get("seq")?.value ?? 0),
    }),
    heads: async (docs) =>
      inOneLook(() => {
        const found = new Map<DocName, DocHead>();
        for (const doc of docs) {
          const known = head(doc);
          if (known !== null) found.set(doc, known);
        }
        return found;
      }),
    entries: async (keys) =>
      inOneLook(() => {
        const found = new Map<string, IndexedEntry>();
        const ids = new Map<DocName, number | undefined>();
        for (const key of keys) {
          if (!ids.has(key.doc)) ids.set(key.doc, selectDocumentId.get(key.doc));
          const entry = entryIn(ids.get(key.doc), idBytes(key.id));
          if (entry !== null) found.set(entryKey(key), entry);
        }
        return found;
      }),
    content: (doc) => documents.ask("content", { doc }),
    contentFor: (doc, principals) => whileStanding(doc, principals, () => documents.ask("content", { doc })),
    lackingFor: (doc, principals, has) =>
      whileStanding(doc, principals, () => documents.ask("lacking", { doc, has: has.bytes })),
    latestLink: (doc, sessionId) => documents.ask("latestLink", { doc, sessionId }),
    unseen: (doc, person) => documents.ask("unseen", { doc, person }),
    seenOf: (doc, person, messages) => documents.ask("seenOf", { doc, person, messages }),
    appointments: (doc, person, since) => documents.ask("appointments", { doc, person, since }),
    calendarOf: (appointments, refreshSeconds) => documents.calendar({ appointments, refreshSeconds }),
    addsNothing: (doc, update) => documents.ask("addsNothing", { doc, update }),
    updates: async ({ docs: asked, heldBy, after, upTo, limit, bytes }) => {
      const docs = heldBy === undefined ? asked : standingOf(asked, heldBy);
      const found: FeedUpdate[] = [];
      let left = bytes;
      for (const row of docs.size > docsMany ? bySeq(docs, after, upTo) : byDoc(docs, after, upTo, limit)) {
        found.push(feedUpdate(row));
        left -= row.body.length;
        if (left <= 0 || found.length >= limit) break;
      }
      return found;
    },
    standing: async (docs, principals) =>
      inOneLook(() => {
        const mine = JSON.stringify(principals);
        return new Set([...docs].filter((doc) => selectStanding.get(doc, mine) !== undefined));
      }),
    acceptances: async (range) => inOneLook(() => acceptancesIn(db, range)),
    changes: async (person, now, cursor) => inOneLook(() => changesSince(db, person, now, cursor)),
    heldAt: async (principals, doc, seq) =>
      selectHeld.get(doc, JSON.stringify(principals), seq, seq) !== undefined,
    recordedRole: async (person) => selectRole.get(person) ?? null,
    recordFirstRole: async (person, role, status) => {
      insertFirstRole.run(person, role, status);
    },
    lastEnded: async (principals, doc) => endedGrant(selectLastEnded.get(doc, JSON.stringify(principals))),
    participants: async (ticketIds) =>
      selectParticipants.all(JSON.stringify(ticketIds)).map(({ person }) => person),
    caseload: async (person) => selectCaseload.all(person).map(({ id }) => id),
    openTickets: async (students) =>
      new Map(students.map((student) => [student, selectOpenTickets.get(student, student) ?? 0])),
    ticketsOf: async (person) => selectTicketsOf.all(person, person).map(({ id }) => id),
    caseloads: async () => new Map(selectCaseloads.all().map(({ assigned, count }) => [assigned, count])),
    firstWaits: async ({ since, now, limit }) =>
      selectWaits.all(since, limit).map(({ asked, answered, ended }) => ({
        ms: Math.max(0, (answered ?? ended ?? now) - asked),
        answered: answered !== null,
      })),
    expired: async (now) => selectExpired.all(now).map(({ ticket }) => ticket),
    uncompacted: async ({ rows, limit, after }) =>
      selectUncompacted.all(after ?? "", rows, rows, limit).map(({ name }) => name),
    runsToJoin: (doc) => documents.ask("runs", { doc }),
    joinedRun: (doc, run) => joinRun(db, { doc, run, merge: documents.merge }),
    devicesNotPurged: async () => selectNotPurged.all(),
    emergencyReasons: async (limit) => selectReasons.all(limit),
    ping: async () => {
      if (selectMeta.get("serverId") === undefined) throw new Error("the database has no server id");
    },

    commit: async (batch) => {
      const result = commit(batch);
      if (result.ok && batch.steps.some((step) => step.kind === "append" && step.erased.length > 0))
        journal.soon();
      return result;
    },
    replaceRun: async (joined) => replaceRun(db, joined),
    deviceNotes: async (notes) => {
      db.transaction(() => {
        for (const note of notes) writeNote(note);
      }).immediate();
    },
    emergencyReason: async ({ entry, ticket, admin, reason, at }) => {
      insertReason.run(entry, ticket, admin, reason, at);
    },
    close: async () => {
      journal.stop();
      await documents.stop();
      db.close();
    },
  };
}

function feedUpdate({ seq, name, ...stored }: UpdateRow): FeedUpdate {
  return { seq, doc: name, update: isLog(kindOf(name)) ? concatenate([stored]) : stored.body };
}

// What we wrote into our own columns is read back as what it was: the database is inside the boundary.
function parseTicket(json: string): TicketState {
  return JSON.parse(json) as TicketState;
}

function endedGrant(row: { untilSeq: number; because: string | null } | undefined): EndedGrant | null {
  if (row === undefined) return null;
  return { untilSeq: row.untilSeq, because: parseWinner(row.because) };
}
