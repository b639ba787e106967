import Database from "better-sqlite3";

/**
 * Why the database did not do what it was asked: `failing` may pass (room is made, a right is given back), `damaged`
 * does not. `advice` is for who hosts it.
 */
export type Trouble = { kind: "failing" | "damaged"; advice: string };

const damaged: Trouble = {
  kind: "damaged",
  advice:
    "the database is damaged: stop the server, run `npm run -s alcove -- doctor`, and restore a backup (`npm run -s alcove -- restore <file>`)",
};

/** A look through all pages found one that is not what it was. */
export class DamagedPages extends Error {}

/** By the first two words of SQLite's code, whatever follows says where it happened. */
const troubles: Record<string, Trouble> = {
  SQLITE_FULL: { kind: "failing", advice: "the disk is full: make room, and it goes on by itself" },
  SQLITE_IOERR: {
    kind: "failing",
    advice: "the disk refuses what is written or read: see whether it is full, over a quota or failing",
  },
  SQLITE_READONLY: {
    kind: "failing",
    advice:
      "the database is read-only: give this user the right to write it, its folder and the files beside it",
  },
  SQLITE_CANTOPEN: {
    kind: "failing",
    advice: "the database cannot be opened: give this user the right to read and write it and its folder",
  },
  SQLITE_PERM: { kind: "failing", advice: "the database may not be opened by this user: change its owner" },
  SQLITE_BUSY: {
    kind: "failing",
    advice: "another program holds the database: end whatever else has it open for writing",
  },
  SQLITE_CORRUPT: damaged,
  SQLITE_NOTADB: damaged,
};

/** What an error says about the database; null when it is about something else. */
export function troubleOf(error: unknown): Trouble | null {
  if (error instanceof DamagedPages) return damaged;
  if (!(error instanceof Database.SqliteError)) return null;
  const primary = error.code.split("_").slice(0, 2).join("_");
  return Object.hasOwn(troubles, primary) ? (troubles[primary] ?? null) : null;
}
