import type Database from "better-sqlite3";
import { entryTypeCodes } from "./entry-index.ts";

export type Statements = ReturnType<typeof prepare>;

const prepared = new WeakMap<Database.Database, Statements>();

/** The statements of a commit, prepared once for each connection. */
export function statementsOf(db: Database.Database): Statements {
  const known = prepared.get(db);
  if (known !== undefined) return known;
  const made = prepare(db);
  prepared.set(db, made);
  return made;
}

function prepare(db: Database.Database) {
  return {
    selectSeq: db.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'seq'"),
    updateSeq: db.prepare<[string]>("UPDATE meta SET value = ? WHERE key = 'seq'"),
    insertAccepted: db.prepare<[number, number]>("INSERT INTO accepted (firstSeq, at) VALUES (?, ?)"),
    codeOf: entryTypeCodes(db),
    /** Changes when another connection has written. */
    dataVersion: db.prepare<[], number>("PRAGMA data_version").pluck(),
    selectDocument: db.prepare<[string], { id: number; version: number }>(
      "SELECT id, version FROM documents WHERE name = ?",
    ),
    insertDocument: db.prepare<[string]>("INSERT OR IGNORE INTO documents (name, version) VALUES (?, 0)"),
    updateDocument: db.prepare<[number, number | null, number | null, number, number, number, number]>(
      `UPDATE documents SET version = ?, tailClient = ?, tailClock = ?, lookAt = ?, rows = rows + ?, bytes = bytes + ?
       WHERE id = ?`,
    ),
    updateTicketState: db.prepare<[string, number]>("UPDATE documents SET ticket = ? WHERE id = ?"),
    insertUpdate: db.prepare<[number, number, number, number, number, Uint8Array]>(
      "INSERT INTO updates (seq, document, client, clock, items, body) VALUES (?, ?, ?, ?, ?, ?)",
    ),
    insertUpdateOfOne: db.prepare<
      [number, number, number, number, number, Uint8Array, Uint8Array, number, number]
    >(
      `INSERT INTO updates (seq, document, client, clock, items, body, entry, type, at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    upsertWriter: db.prepare<[number, number, number, string, number]>(
      `INSERT INTO writers (document, client, clock, owner, bytes) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (document, client) DO UPDATE SET clock = excluded.clock, bytes = bytes + excluded.bytes`,
    ),
    growWriter: db.prepare<[number, number, number]>(
      "UPDATE writers SET bytes = bytes + ? WHERE document = ? AND client = ?",
    ),
    insertEntry: db.prepare<[number, Uint8Array, number, number, number, number, number]>(
      "INSERT INTO entry_index (document, id, seq, client, clock, type, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
    ),
    insertParticipant: db.prepare<[string, string]>(
      "INSERT OR IGNORE INTO participants (ticket, person) VALUES (?, ?)",
    ),
    upsertTicket: db.prepare<[string, string, string | null, string, string, string, string, number, number]>(
      `INSERT INTO tickets (id, student, assigned, status, category, urgency, mode, openedAt, changedAt)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET assigned = excluded.assigned, status = excluded.status,
         category = excluded.category, urgency = excluded.urgency, mode = excluded.mode,
         changedAt = excluded.changedAt`,
    ),
    insertExpiry: db.prepare<[number, string]>(
      "INSERT OR IGNORE INTO expiries (until, ticket) VALUES (?, ?)",
    ),
    deleteExpiries: db.prepare<[string, number]>("DELETE FROM expiries WHERE ticket = ? AND until <= ?"),
    insertGrant: db.prepare<[number, string, number]>(
      "INSERT INTO grants (document, principal, fromSeq) VALUES (?, ?, ?)",
    ),
    endGrant: db.prepare<[number, string | null, number, string]>(
      `UPDATE grants SET untilSeq = ?, because = ?
       WHERE document = ? AND principal = ? AND untilSeq IS NULL`,
    ),
    insertJob: db.prepare<[string, string, string | null, string, number]>(
      "INSERT OR IGNORE INTO jobs (id, kind, ticket, payload, dueAt) VALUES (?, ?, ?, ?, ?)",
    ),
    selectFileGrant: db.prepare<[string, string, string], { held: 1 }>(
      "SELECT 1 AS held FROM file_grants WHERE document = ? AND sha256 = ? AND uploader = ?",
    ),
    insertReference: db.prepare<[string, string, string, string]>(
      `INSERT OR IGNORE INTO file_references (message, sha256, document, uploader, state)
       VALUES (?, ?, ?, ?, 'standing')`,
    ),
    redactReferences: db.prepare<[string, string]>(
      "UPDATE file_references SET state = 'redacted' WHERE message = ? AND document = ?",
    ),
    insertRole: db.prepare<[string, number, string, string]>(
      "INSERT INTO roles (person, fromSeq, role, status) VALUES (?, ?, ?, ?)",
    ),
  };
}
