import { hashOf } from "../secrets/credential.ts";
import { troubleOf } from "../store/trouble.ts";
import type { Auth } from "./auth.ts";
import type { Db } from "./database.ts";

/**
 * Our tables beside better-auth's, one step per released change; a step is never edited, only followed by another.
 * The triggers write every change of an account into `account_changes` in the transaction that makes it, whoever
 * makes it: better-auth, a route, or the command line in another process.
 */
const steps: readonly (string | ((db: Db) => void))[] = [
  `
  CREATE TABLE one_time_links (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('setup', 'invitation', 'reset')),
    tokenHash TEXT NOT NULL UNIQUE,
    email TEXT,
    role TEXT,
    personId TEXT REFERENCES "user" (id) ON DELETE CASCADE,
    createdBy TEXT,
    createdAt TEXT NOT NULL,
    expiresAt TEXT NOT NULL
  ) STRICT;

  CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

  CREATE TABLE last_seen (
    personId TEXT PRIMARY KEY REFERENCES "user" (id) ON DELETE CASCADE,
    at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE account_changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('signedOut', 'changed')),
    sessionId TEXT,
    before TEXT,
    after TEXT,
    at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
  ) STRICT;

  CREATE TRIGGER session_ended AFTER DELETE ON session BEGIN
    INSERT INTO account_changes (kind, sessionId) VALUES ('signedOut', OLD.id);
  END;

  CREATE TRIGGER person_changed AFTER UPDATE OF name, role, status ON "user"
  WHEN OLD.name <> NEW.name OR OLD.role <> NEW.role OR OLD.status <> NEW.status BEGIN
    INSERT INTO account_changes (kind, before, after) VALUES (
      'changed',
      json_object('id', OLD.id, 'name', OLD.name, 'email', OLD.email, 'role', OLD.role, 'status', OLD.status),
      json_object('id', NEW.id, 'name', NEW.name, 'email', NEW.email, 'role', NEW.role, 'status', NEW.status)
    );
  END;
  `,
  hashTokens,
  `
  -- Accounts that were recovered, until somebody confirms that their owner did that. A row ends by no time.
  CREATE TABLE withheld (
    personId TEXT PRIMARY KEY REFERENCES "user" (id) ON DELETE CASCADE,
    since TEXT NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('mail', 'admin', 'console')),
    madeBy TEXT
  ) STRICT, WITHOUT ROWID;

  -- The one place that says whether an account is withheld: whatever asks how somebody stands reads this.
  CREATE VIEW people AS
    SELECT u.id, u.name, u.email, u.role, u.createdAt,
      CASE WHEN u.status = 'active' AND EXISTS (SELECT 1 FROM withheld w WHERE w.personId = u.id)
        THEN 'withheld' ELSE u.status END AS status
    FROM "user" u;

  DROP TRIGGER person_changed;
  CREATE TRIGGER person_changed AFTER UPDATE OF name, role, status ON "user"
  WHEN OLD.name <> NEW.name OR OLD.role <> NEW.role OR OLD.status <> NEW.status BEGIN
    INSERT INTO account_changes (kind, before, after) SELECT
      'changed',
      json_object('id', OLD.id, 'name', OLD.name, 'email', OLD.email, 'role', OLD.role, 'status',
        CASE WHEN OLD.status = 'active' AND p.withheld THEN 'withheld' ELSE OLD.status END),
      json_object('id', NEW.id, 'name', NEW.name, 'email', NEW.email, 'role', NEW.role, 'status',
        CASE WHEN NEW.status = 'active' AND p.withheld THEN 'withheld' ELSE NEW.status END)
    FROM (SELECT EXISTS (SELECT 1 FROM withheld w WHERE w.personId = NEW.id) AS withheld) p;
  END;

  CREATE TRIGGER person_withheld AFTER INSERT ON withheld BEGIN
    INSERT INTO account_changes (kind, before, after) SELECT
      'changed',
      json_object('id', u.id, 'name', u.name, 'email', u.email, 'role', u.role, 'status', u.status),
      json_object('id', p.id, 'name', p.name, 'email', p.email, 'role', p.role, 'status', p.status)
    FROM "user" u JOIN people p ON p.id = u.id WHERE u.id = NEW.personId;
  END;
  CREATE TRIGGER person_confirmed AFTER DELETE ON withheld BEGIN
    INSERT INTO account_changes (kind, before, after) SELECT
      'changed',
      json_object('id', u.id, 'name', u.name, 'email', u.email, 'role', u.role, 'status',
        CASE WHEN u.status = 'active' THEN 'withheld' ELSE u.status END),
      json_object('id', u.id, 'name', u.name, 'email', u.email, 'role', u.role, 'status', u.status)
    FROM "user" u WHERE u.id = OLD.personId;
  END;
  `,
];

/** Until here the table `session` held tokens in clear. Who is signed in stays signed in. */
function hashTokens(db: Db): void {
  db.function("credential_hash", { deterministic: true }, (token) => hashOf(String(token)));
  db.exec("UPDATE session SET token = credential_hash(token)");
}

/** The version that `accountsVersion` has once `migrateAccounts` is done. */
export const accountsSchema = steps.length;

/**
 * The form of better-auth's tables. To be raised when a new version of it, or other options of ours, want another: a test
 * tells, by what it makes of an empty database.
 */
export const librarySchema = 1;

/**
 * Brings better-auth's tables and ours to the present form. Safe to repeat. Where better-auth's have it already, the
 * library is not even loaded.
 */
export async function migrateAccounts(db: Db, auth: () => Promise<Auth>): Promise<void> {
  if (versionOf(db, "better-auth") < librarySchema) {
    const { getMigrations } = await import("better-auth/db/migration");
    const { runMigrations } = await getMigrations((await auth()).options);
    await runMigrations();
  }
  db.exec(
    "CREATE TABLE IF NOT EXISTS schema_version (part TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT",
  );
  const before = accountsVersion(db);
  db.transaction(() => {
    steps.slice(before).forEach((step) => {
      if (typeof step === "string") db.exec(step);
      else step(db);
    });
    const note = db.prepare("INSERT OR REPLACE INTO schema_version (part, version) VALUES (?, ?)");
    note.run("better-auth", librarySchema);
    note.run("accounts", accountsSchema);
  }).immediate();
  if (before > 0 && before < hashedSince) forgetClearTokens(db);
}

/** The version since which no token stands in clear. */
const hashedSince = 2;

/**
 * An overwritten token stays in the free space of its page and in the journal, and a backup copies pages: both are written anew.
 * Where there is no room for that the next backup has free space of old pages in it, which is no reason not to start.
 */
function forgetClearTokens(db: Db): void {
  try {
    db.exec("VACUUM");
    db.pragma("wal_checkpoint(TRUNCATE)");
  } catch (error) {
    if (troubleOf(error) === null) throw error;
  }
}

/** How many of our steps this database has been through; 0 for one that has none. */
export function accountsVersion(db: Db): number {
  return versionOf(db, "accounts");
}

function versionOf(db: Db, part: "accounts" | "better-auth"): number {
  const known = db
    .prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'")
    .get();
  if (!known) return 0;
  const version = db.prepare("SELECT version FROM schema_version WHERE part = ?").pluck().get(part);
  return typeof version === "number" ? version : 0;
}
