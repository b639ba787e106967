import { existsSync, linkSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { type Db, databasePath, openDatabase } from "../accounts/database.ts";
import { FileFolder } from "../attachments/file-folder.ts";
import { readConfig } from "../config.ts";
import { newerParts } from "../schema-parts.ts";
import { closeToOthers, sentencesOn } from "../store/private-files.ts";
import { renewServerId } from "../store/schema.ts";
import { acquireServingLock } from "../store/serving-lock.ts";
import { copyDatabase } from "./backup.ts";
import { argumentsOf, type Command } from "./command.ts";
import { filesBeside, flush } from "./file-copies.ts";
import { countOf, forgetFiles, type NamedFile } from "./named-files.ts";
import { bringFiles, keepFiles, lackOf, lookThrough } from "./restored-files.ts";

export const restore: Command = {
  usage: "restore <file> [--without-missing-files]",
  summary: "puts a backup and its files in the database's place; refused while the server serves",
  async run(args, line) {
    const given = argumentsOf(args, { "without-missing-files": { type: "boolean" } }, 1);
    const source = path.resolve(given.positional(0));
    const { dataDir } = readConfig(line.env);
    const lock = acquireServingLock(dataDir);
    if (!lock) throw new Error(`A server is serving ${dataDir}: stop it first.`);
    try {
      refuseUnfit(source);
      const target = databasePath(dataDir);
      const folder = new FileFolder(dataDir);
      const files = await lookThrough(source, folder.root);
      if (files.lacking.length > 0 && !given.flag("without-missing-files"))
        throw lackOf(files.lacking, source);
      const draft = `${target}.restoring`;
      for (const end of ["", "-wal", "-shm", "-journal"]) rmSync(`${draft}${end}`, { force: true });
      await copyDatabase(source, draft);
      prepare(draft, target, files.lost);
      const former = `${target}.before-restore-${new Date().toISOString().replaceAll(/[:.]/g, "-")}`;
      let keptFiles: boolean;
      let kept: boolean;
      try {
        keptFiles = await keepFiles(folder, filesBeside(former));
        await bringFiles(files.wanted, filesBeside(source), folder.root);
        kept = replace(draft, target, former);
      } catch (error) {
        // Second names only: the files themselves are where they were.
        if (!existsSync(former)) rmSync(filesBeside(former), { recursive: true, force: true });
        throw error;
      }
      line.out(`Restored ${source}.`);
      if (kept) line.out(`The database that was there is kept as ${former}.`);
      if (keptFiles) line.out(`The files that were there are kept in ${filesBeside(former)}.`);
      if (files.named.length > 0) {
        line.out(`Files of messages: ${countOf(files.named)}, each with the content its hash promises.`);
      }
      if (files.lost.length > 0)
        line.out(`Restored without ${countOf(files.lost)}: messages name them, nobody gets them.`);
      for (const sentence of sentencesOn(closeToOthers(dataDir, { deep: true }), dataDir)) line.out(sentence);
      line.out("Everybody signs in again: a restore ends every sign-in and every one-time link.");
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

function refuseOtherSchema(db: Db, file: string): void {
  const tables = new Set(db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all());
  if (!["schema_version", "meta", "user", "session"].every((name) => tables.has(name))) {
    throw new Error(`${file} is not an Alcove database.`);
  }
  if (newerParts(db).length > 0)
    throw new Error(`${file} was made by a newer Alcove: update this one first.`);
}

/**
 * A restored database is another history: it gets a new server id, so that devices drop what the backup does not
 * know. Every sign-in ends, because a backup may have been in other hands, and so does every one-time link. A calendar feed that
 * ended since the backup must not come back to life, so only feeds that the present database still has are kept. Files that
 * are lost are off its record.
 */
function prepare(draft: string, present: string, lost: readonly NamedFile[]): void {
  const db = openDatabase(draft);
  try {
    const attached = existsSync(present) && attach(db, present);
    db.transaction(() => {
      renewServerId(db);
      db.exec("DELETE FROM one_time_links");
      db.exec("DELETE FROM session");
      if (hasFeeds(db, "main")) {
        db.exec(
          attached && hasFeeds(db, "present")
            ? "DELETE FROM calendar_feeds WHERE tokenHash NOT IN (SELECT tokenHash FROM present.calendar_feeds)"
            : "DELETE FROM calendar_feeds",
        );
      }
    })();
    if (attached) db.exec("DETACH present");
    forgetFiles(db, lost);
    db.pragma("journal_mode = DELETE");
  } finally {
    db.close();
  }
  flush(draft);
}

/** A database from before there were calendar feeds has no table of them. */
function hasFeeds(db: Db, schema: "main" | "present"): boolean {
  return (
    db
      .prepare(`SELECT 1 FROM ${schema}.sqlite_master WHERE type = 'table' AND name = 'calendar_feeds'`)
      .get() !== undefined
  );
}

/** False where the present database is too damaged to ask, which is what restoring is for. */
function attach(db: Db, file: string): boolean {
  try {
    db.prepare("ATTACH ? AS present").run(file);
    db.prepare("SELECT count(*) FROM present.sqlite_master").get();
    return true;
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    return false;
  }
}

/** Puts `draft` in place of `target` in one step: at no moment is there no database. False where there was no former. */
function replace(draft: string, target: string, former: string): boolean {
  const kept = existsSync(target);
  if (kept) {
    foldJournal(target);
    linkSync(target, former);
  }
  for (const end of ["-wal", "-shm"]) {
    if (!existsSync(`${target}${end}`)) continue;
    if (kept) renameSync(`${target}${end}`, `${former}${end}`);
    else rmSync(`${target}${end}`);
  }
  renameSync(draft, target);
  flush(path.dirname(target));
  return kept;
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
