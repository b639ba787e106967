import path from "node:path";
import Database from "better-sqlite3";
import { makePrivateFile, makePrivateFolder } from "./private-files.ts";

export type ServingLock = { release(): void };

/** Without a reference the collector would close the database, and with it give the lock away. */
const held = new Set<Database.Database>();

/**
 * Takes the right to serve (or to replace) the data in this folder; null while another process has it. It is an
 * exclusive transaction on a small database beside the real one, so the system frees it with the process that dies,
 * by `kill -9` too, and no stale file ever has to be judged.
 */
export function acquireServingLock(dataDir: string): ServingLock | null {
  makePrivateFolder(dataDir);
  const file = path.join(dataDir, "serving.lock");
  makePrivateFile(file);
  const db = new Database(file, { timeout: 0 });
  try {
    db.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    db.close();
    if (error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY")) return null;
    throw error;
  }
  held.add(db);
  return {
    release() {
      held.delete(db);
      db.close();
    },
  };
}

/** True while some process serves this folder. */
export function isServed(dataDir: string): boolean {
  const lock = acquireServingLock(dataDir);
  lock?.release();
  return lock === null;
}
