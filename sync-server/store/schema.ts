import { randomUUID } from "node:crypto";
import type Database from "better-sqlite3";
import { migrateAudit } from "../audit/schema.ts";
import { nameEntryTypes } from "./entry-index.ts";
import { eraseTakenBack } from "./erase.ts";
import { emptyJournal } from "./journal.ts";

/** When a commit's seqs were accepted: one row for all of them, up to the next row. What came before has its writers' times. */
const acceptedTimes = `
  CREATE TABLE IF NOT EXISTS accepted (firstSeq INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS entry_index_by_seq ON entry_index (seq);
`;

/** One step per released change; a step is never edited, only followed by another. */
const steps: readonly (string | ((db: Database.Database) => void))[] = [
  `
  CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

  CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    tailClient INTEGER,
    tailClock INTEGER,
    ticket TEXT,
    rows INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX documents_by_version ON documents (version);

  CREATE TABLE writers (
    document INTEGER NOT NULL REFERENCES documents (id),
    client INTEGER NOT NULL,
    clock INTEGER NOT NULL,
    owner TEXT NOT NULL,
    PRIMARY KEY (document, client)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE updates (
    seq INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (id),
    client INTEGER NOT NULL,
    clock INTEGER NOT NULL,
    items INTEGER NOT NULL,
    body BLOB NOT NULL
  ) STRICT;
  CREATE INDEX updates_by_document ON updates (document, seq);

  CREATE TABLE entries (
    document INTEGER NOT NULL REFERENCES documents (id),
    id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    client INTEGER NOT NULL,
    clock INTEGER NOT NULL,
    type TEXT NOT NULL,
    person TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (document, id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE grants (
    id INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (id),
    principal TEXT NOT NULL,
    fromSeq INTEGER NOT NULL,
    untilSeq INTEGER,
    because TEXT
  ) STRICT;
  CREATE INDEX grants_by_principal ON grants (principal, untilSeq, document, fromSeq);
  CREATE INDEX grants_by_start ON grants (principal, fromSeq, document);
  CREATE INDEX grants_by_document ON grants (document, principal, untilSeq, fromSeq);

  CREATE TABLE tickets (
    id TEXT PRIMARY KEY,
    student TEXT NOT NULL,
    assigned TEXT,
    status TEXT NOT NULL,
    category TEXT NOT NULL,
    urgency TEXT NOT NULL,
    mode TEXT NOT NULL,
    openedAt INTEGER NOT NULL,
    changedAt INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX tickets_by_assigned ON tickets (assigned, status);

  CREATE TABLE participants (
    ticket TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (ticket, person)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE roles (
    person TEXT NOT NULL,
    fromSeq INTEGER NOT NULL,
    role TEXT NOT NULL,
    status TEXT NOT NULL,
    PRIMARY KEY (person, fromSeq)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE expiries (
    until INTEGER NOT NULL,
    ticket TEXT NOT NULL,
    PRIMARY KEY (until, ticket)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE devices (
    device TEXT NOT NULL,
    person TEXT NOT NULL,
    cursor INTEGER NOT NULL,
    seenAt INTEGER NOT NULL,
    PRIMARY KEY (device, person)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE purges (
    device TEXT NOT NULL,
    person TEXT NOT NULL,
    document INTEGER NOT NULL REFERENCES documents (id),
    askedAt INTEGER NOT NULL,
    purgedAt INTEGER,
    PRIMARY KEY (device, person, document)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX purges_open ON purges (device, person) WHERE purgedAt IS NULL;

  CREATE TABLE emergency_reasons (
    entry TEXT PRIMARY KEY,
    ticket TEXT NOT NULL,
    admin TEXT NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE jobs (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    ticket TEXT,
    payload TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'failed', 'cancelled')),
    dueAt INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    runs INTEGER NOT NULL DEFAULT 0,
    lastError TEXT,
    endedAt INTEGER
  ) STRICT;
  CREATE INDEX jobs_due ON jobs (dueAt, number) WHERE state = 'waiting';
  CREATE INDEX jobs_waiting_by_ticket ON jobs (ticket, dueAt, number) WHERE state = 'waiting';
  CREATE INDEX jobs_ended ON jobs (state, endedAt) WHERE state <> 'waiting';

  CREATE TABLE meetings (
    id TEXT PRIMARY KEY,
    session TEXT NOT NULL,
    ticket TEXT NOT NULL,
    counselor TEXT NOT NULL,
    provider TEXT NOT NULL,
    account TEXT,
    edition INTEGER NOT NULL,
    startsAt INTEGER,
    minutes INTEGER,
    removedAt INTEGER,
    UNIQUE (ticket, session, edition)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE google_grants (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL,
    email TEXT NOT NULL,
    token TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('connected', 'ended', 'leaving')),
    connectedAt INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX google_grants_by_person ON google_grants (person) WHERE state <> 'leaving';
  `,
  `
  CREATE TABLE uploads (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL,
    document TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    size INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('receiving', 'done', 'ended')),
    createdAt INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX uploads_by_person ON uploads (person, createdAt);
  CREATE INDEX uploads_by_time ON uploads (createdAt);

  CREATE TABLE files (
    sha256 TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    type TEXT NOT NULL,
    storedAt INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE file_grants (
    document TEXT NOT NULL,
    sha256 TEXT NOT NULL REFERENCES files (sha256),
    uploader TEXT NOT NULL,
    name TEXT NOT NULL,
    uploadedAt INTEGER NOT NULL,
    PRIMARY KEY (document, sha256, uploader)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX file_grants_by_file ON file_grants (sha256);
  CREATE INDEX file_grants_by_time ON file_grants (uploadedAt);

  CREATE TABLE file_references (
    message TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    document TEXT NOT NULL,
    uploader TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('standing', 'redacted')),
    PRIMARY KEY (message, sha256)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX file_references_by_file ON file_references (document, sha256, uploader, state);
  `,
  `
  ALTER TABLE documents ADD COLUMN lookAt INTEGER NOT NULL DEFAULT 0;
  `,
  // Each message writes to a page of every index it is in. An update of one entry, as almost all are, carries that entry's id
  // itself, in the one index that its document is read by too; the entries of longer and of joined updates stand beside.
  `
  CREATE TABLE entry_types (code INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  INSERT INTO entry_types (name) SELECT DISTINCT type FROM entries;
  ALTER TABLE updates ADD COLUMN entry BLOB;
  ALTER TABLE updates ADD COLUMN type INTEGER;
  ALTER TABLE updates ADD COLUMN at INTEGER;
  DROP INDEX updates_by_document;
  CREATE UNIQUE INDEX updates_by_entry ON updates (document, entry);
  CREATE TABLE entry_index (
    document INTEGER NOT NULL,
    id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    client INTEGER NOT NULL,
    clock INTEGER NOT NULL,
    type INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (document, id)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO entry_index (document, id, seq, client, clock, type, at)
    SELECT document, unhex(id, '-'), seq, client, clock, code, at FROM entries JOIN entry_types ON name = type;
  DROP TABLE entries;
  CREATE VIEW indexed_entries AS
    SELECT document, entry AS id, seq, client, clock, type, at FROM updates WHERE entry IS NOT NULL
    UNION ALL
    SELECT document, id, seq, client, clock, type, at FROM entry_index;
  CREATE VIEW entries AS
    SELECT e.document,
      lower(substr(hex(e.id), 1, 8) || '-' || substr(hex(e.id), 9, 4) || '-' || substr(hex(e.id), 13, 4) || '-' ||
        substr(hex(e.id), 17, 4) || '-' || substr(hex(e.id), 21)) AS id,
      e.seq, e.client, e.clock, t.name AS type, w.owner AS person, e.at
    FROM indexed_entries e JOIN entry_types t ON t.code = e.type
      JOIN writers w ON w.document = e.document AND w.client = e.client;
  `,
  (db) => {
    eraseTakenBack(db);
    db.exec(acceptedTimes);
  },
  // What each clientID wrote of a log, so that a head says what each person did. Lengths are in the rows' headers: no body is read.
  `
  ALTER TABLE writers ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
  UPDATE writers SET bytes = u.bytes
    FROM (SELECT document, client, sum(length(body)) AS bytes FROM updates WHERE document IN
            (SELECT id FROM documents WHERE name NOT LIKE 'notes/%') GROUP BY document, client) u
    WHERE u.document = writers.document AND u.client = writers.client;
  `,
];

/** The step since which free pages hold nobody's words. */
const erasingSince = 6;

/** The version that `storeVersion` has once `migrateStore` is done. */
export const storeSchema = steps.length;

/** Brings the store's tables to the present form, and gives a new database its server id. Safe to repeat. */
export function migrateStore(db: Database.Database): void {
  migrateAudit(db);
  db.exec(
    "CREATE TABLE IF NOT EXISTS schema_version (part TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT",
  );
  let before = storeSchema;
  db.transaction(() => {
    before = storeVersion(db);
    for (const step of steps.slice(before)) {
      if (typeof step === "string") db.exec(step);
      else step(db);
    }
    nameEntryTypes(db);
    db.prepare("INSERT OR REPLACE INTO schema_version (part, version) VALUES ('store', ?)").run(storeSchema);
    db.prepare("INSERT OR IGNORE INTO meta (key, value) VALUES ('serverId', ?)").run(randomUUID());
    db.prepare("INSERT OR IGNORE INTO meta (key, value) VALUES ('seq', '0')").run();
  }).immediate();
  // Earlier versions left deleted words in free pages, and the journal has those just erased.
  if (before > 0 && before < erasingSince) db.exec("VACUUM");
  if (!db.memory) emptyJournal(db);
}

function storeVersion(db: Database.Database): number {
  const row = db
    .prepare<[], { version: number }>("SELECT version FROM schema_version WHERE part = 'store'")
    .get();
  return row?.version ?? 0;
}

/**
 * A restored database is another history under the same address: with a new id every device drops its base and
 * sends again what the backup does not have.
 */
export function renewServerId(db: Database.Database): void {
  db.prepare("UPDATE meta SET value = ? WHERE key = 'serverId'").run(randomUUID());
}
