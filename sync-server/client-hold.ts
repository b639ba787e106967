import Database from "better-sqlite3";

/** Without a reference the collector would close the database, and with it give the hold away. */
const held = new Set<Database.Database>();

/**
 * Keeps the built app in this folder from being swapped for another while this process serves it. Any number of servers hold
 * it, each with a shared lock on a small database beside it, which the system frees with the process. Where no file can be
 * made there, nobody builds there either.
 */
export function holdClient(clientDir: string): void {
  try {
    const db = new Database(holdFile(clientDir), { timeout: 0 });
    db.exec("BEGIN");
    db.prepare("SELECT 1 FROM sqlite_master").get();
    held.add(db);
  } catch (error) {
    if (!(error instanceof Database.SqliteError || error instanceof TypeError)) throw error;
  }
}

/** True while some process serves the app in this folder. */
export function isClientHeld(clientDir: string): boolean {
  try {
    const db = new Database(holdFile(clientDir), { fileMustExist: true, timeout: 0 });
    try {
      db.exec("BEGIN EXCLUSIVE");
      return false;
    } finally {
      db.close();
    }
  } catch (error) {
    if (!(error instanceof Database.SqliteError || error instanceof TypeError)) throw error;
    return error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY");
  }
}

function holdFile(clientDir: string): string {
  return `${clientDir}.lock`;
}
