import type Database from "better-sqlite3";

/** Least time between two sweeps of the journal, ms, and the wait before the next try while somebody reads. */
const sweepEveryMs = 1_000;

/**
 * Empties the write-ahead journal after words were erased: it holds pages as they were before. A reader keeps it from
 * being emptied; then it is tried again.
 */
export class JournalSweep {
  readonly #db: Database.Database;
  #timer: NodeJS.Timeout | null = null;
  #sweptAt = Number.NEGATIVE_INFINITY;

  constructor(db: Database.Database) {
    this.#db = db;
  }

  /** Words were erased. Many erasures in a row share a sweep. */
  soon(): void {
    const wait = Math.max(0, this.#sweptAt + sweepEveryMs - performance.now());
    this.#timer ??= setTimeout(() => this.#sweep(), wait).unref();
  }

  /** Closing the database empties the journal too. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #sweep(): void {
    this.#timer = null;
    this.#sweptAt = performance.now();
    if (!emptyJournal(this.#db)) this.soon();
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
