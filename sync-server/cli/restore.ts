import { existsSync, linkSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { z } from "zod";
import { type Db, databasePath, openDatabase } from "../accounts/database.ts";
import { accountsSchema } from "../accounts/migrations.ts";
import { readConfig } from "../config.ts";
import { renewServerId, storeSchema } from "../store/schema.ts";
import { acquireServingLock } from "../store/serving-lock.ts";
import { copyDatabase, flush } from "./backup.ts";
import { argumentsOf, type Command } from "./command.ts";

export const restore: Command = {
  usage: "restore <file>",
  summary: "puts a backup in the database's place; refused while the server serves",
  async run(args, line) {
    const source = path.resolve(argumentsOf(args, {}, 1).positional(0));
    const { dataDir } = readConfig(line.env);
    const lock = acquireServingLock(dataDir);
    if (!lock) throw new Error(`A server is serving ${dataDir}: stop it first.`);
    try {
      refuseUnfit(source);
      const target = databasePath(dataDir);
      const draft = `${target}.restoring`;
      for (const end of ["", "-wal", "-shm", "-journal"]) rmSync(`${draft}${end}`, { force: true });
      await copyDatabase(source, draft);
      prepare(draft, target);
      const kept = replace(draft, target);
      line.out(`Restored ${source}.`);
      if (kept !== null) line.out(`The database that was there is kept as ${kept}.`);
      line.out("Roles, suspensions and passwords are those of the backup: look through `alcove user list`.");
      return 0;
    } finally {
      lock.release();
    }
  },
};

/** Throws unless the file is a sound Alcove database that this version understands. */
function refuseUnfit(file: string): void {
  if (!existsSync(file)) throw new Error(`There is no file ${file}.`);
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    const verdict = db.pragma("integrity_check(1)", { simple: true });
    if (verdict !== "ok") throw new Error(`${file} is damaged: ${String(verdict)}.`);
    refuseOtherSchema(db, file);
  } catch (error) {
    if (error instanceof Database.SqliteError)
      throw new Error(`${file} cannot be read as a database (${error.code}).`);
    throw error;
  } finally {
    db.close();
  }
}

const versionRow = z.object({ part: z.string(), version: z.number() });

function refuseOtherSchema(db: Db, file: string): void {
  const tables = new Set(db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all());
  if (!["schema_version", "meta", "user", "session"].every((name) => tables.has(name))) {
    throw new Error(`${file} is not an Alcove database.`);
  }
  const known = new Map([
    ["accounts", accountsSchema],
    ["store", storeSchema],
  ]);
  for (const row of db.prepare("SELECT part, version FROM schema_version").all()) {
    const { part, version } = versionRow.parse(row);
    if (version > (known.get(part) ?? 0))
      throw new Error(`${file} was made by a newer Alcove: update this one first.`);
  }
}

/**
 * A restored database is another history: it gets a new server id, so that devices drop what the backup does not
 * know. Sign-ins and one-time links that were ended since the backup must not come back to life, so only sign-ins
 * that the present database still has are kept, and no link.
 */
function prepare(draft: string, present: string): void {
  const db = openDatabase(draft);
  try {
    const attached = existsSync(present) && attach(db, present);
    db.transaction(() => {
      renewServerId(db);
      db.exec("DELETE FROM one_time_links");
      db.exec(
        attached
          ? "DELETE FROM session WHERE id NOT IN (SELECT id FROM present.session)"
          : "DELETE FROM session",
      );
    })();
    if (attached) db.exec("DETACH present");
    db.pragma("journal_mode = DELETE");
  } finally {
    db.close();
  }
  flush(draft);
}

/** False where the present database is too damaged to ask, which is what restoring is for. */
function attach(db: Db, file: string): boolean {
  try {
    db.prepare("ATTACH ? AS present").run(file);
    db.prepare("SELECT count(*) FROM present.session").get();
    return true;
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    return false;
  }
}

/** Puts `draft` in place of `target` in one step: at no moment is there no database. Returns where the former is. */
function replace(draft: string, target: string): string | null {
  const former = existsSync(target)
    ? `${target}.before-restore-${new Date().toISOString().replaceAll(/[:.]/g, "-")}`
    : null;
  if (former !== null) {
    foldJournal(target);
    linkSync(target, former);
  }
  for (const end of ["-wal", "-shm"]) {
    if (!existsSync(`${target}${end}`)) continue;
    if (former === null) rmSync(`${target}${end}`);
    else renameSync(`${target}${end}`, `${former}${end}`);
  }
  renameSync(draft, target);
  flush(path.dirname(target));
  return former;
}

/** Writes the journal into the file it belongs to, where that is still possible; else the journal is kept with it. */
function foldJournal(file: string): void {
  try {
    const db = new Database(file);
    try {
      db.pragma("wal_checkpoint(TRUNCATE)");
    } finally {
      db.close();
    }
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
  }
}
