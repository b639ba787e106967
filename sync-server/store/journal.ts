import { statSync } from "node:fs";
import type Database from "better-sqlite3";

/** Least time between two sweeps of the journal, ms, and the wait before the next try while somebody reads. */
const sweepEveryMs = 1_000;

/** How often the journal's size is looked at, ms. */
const lookEveryMs = 1_000;
/**
 * Bytes of the journal that may stay once nobody reads [R21]: twice what it holds when its pages are written into the
 * database. It grows beyond that only by what is written while a reader that began before is not done.
 */
export const journalBytesKept = 32 * 1024 * 1024;

/**
 * Empties the write-ahead journal after words were erased (it holds pages as they were before), and when it has grown. A
 * reader keeps it from being emptied; then it is tried again.
 */
export class JournalSweep {
  readonly #db: Database.Database;
  readonly #looking: NodeJS.Timeout | null;
  #timer: NodeJS.Timeout | null = null;
  #sweptAt = Number.NEGATIVE_INFINITY;

  constructor(db: Database.Database) {
    this.#db = db;
    this.#looking = db.memory ? null : setInterval(() => this.#look(), lookEveryMs).unref();
  }

  /** Words were erased, or it has grown. Many in a row share a sweep. */
  soon(): void {
    const wait = Math.max(0, this.#sweptAt + sweepEveryMs - performance.now());
    this.#timer ??= setTimeout(() => this.#sweep(), wait).unref();
  }

  /** Closing the database empties the journal too. */
  stop(): void {
    if (this.#looking !== null) clearInterval(this.#looking);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #look(): void {
    if (journalBytes(this.#db) > journalBytesKept) this.soon();
  }

  #sweep(): void {
    this.#timer = null;
    this.#sweptAt = performance.now();
    if (!emptyJournal(this.#db)) this.soon();
  }
}

function journalBytes(db: Database.Database): number {
  try {
    return statSync(`${db.name}-wal`).size;
  } catch {
    // None, or a folder that cannot be read just now: that is said by whoever reads or writes.
    return 0;
  }
}

/** Writes the journal into the database and cuts it to nothing. @returns false while somebody reads or writes */
export function emptyJournal(db: Database.Database): boolean {
  if (!db.open) return true;
  // Without waiting: a reader in another thread may take a while, and everybody else would wait with us.
  const timeout = Number(db.pragma("busy_timeout", { simple: true }));
  db.pragma("busy_timeout = 0");
  try {
    return db.pragma("wal_checkpoint(TRUNCATE)", { simple: true }) === 0;
  } catch {
    return false;
  } finally {
    db.pragma(`busy_timeout = ${timeout}`);
  }
}
