import path from "node:path";
import Database from "better-sqlite3";
import { refuseNewer } from "../schema-parts.ts";
import { journalBytesKept } from "../store/journal.ts";
import { makePrivateFile } from "../store/private-files.ts";

export type Db = Database.Database;

/** The one file that holds a campus. */
export function databasePath(dataDir: string): string {
  return path.join(dataDir, "alcove.db");
}

/** Milliseconds to wait for another process's write (the command line's); its transactions take far less. */
const busyTimeoutMs = 5_000;

/**
 * Pages of the journal after which they are written into the database. A busy desk writes the same pages again and again:
 * four times SQLite's own number writes most of them once, and is still done in some milliseconds.
 */
const checkpointPages = 4_000;

/**
 * Opens the campus's database with the settings every connection shares. `synchronous=FULL`: better-sqlite3 is
 * compiled with NORMAL for WAL, under which a power cut can take back what was acknowledged.
 * @throws NewerDatabase before anything is written
 */
export function openDatabase(file: string, options: { mustExist?: boolean } = {}): Db {
  // Only the owner reads it: SQLite gives its journal files the mode of the database.
  refuseNewer(file);
  if (!options.mustExist) makePrivateFile(file);
  const db = new Database(file, { fileMustExist: options.mustExist ?? false, timeout: busyTimeoutMs });
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.pragma("foreign_keys = ON");
  // What is deleted or erased is overwritten, so that no free page and no backup still has somebody's words.
  db.pragma("secure_delete = ON");
  db.pragma(`wal_autocheckpoint = ${checkpointPages}`);
  // What it had grown to beside a reader is given back when it begins anew.
  db.pragma(`journal_size_limit = ${journalBytesKept}`);
  return db;
}
