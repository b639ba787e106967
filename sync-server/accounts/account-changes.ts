import { z } from "zod";
import { unreachable } from "../../shared/unreachable.ts";
import { jsonColumn, soundRows } from "../store/sound-rows.ts";
import type { Db } from "./database.ts";
import { type Person, personRow } from "./person.ts";

export type AccountEvent =
  /** A sign-in ended: signed out, everywhere, by another password, by suspension, or by time. */
  | { kind: "signedOut"; sessionId: string }
  /** Name, role or status is another now. */
  | { kind: "changed"; person: Person; before: Person };

const storedPerson = jsonColumn.pipe(personRow);
const changeRow = z.discriminatedUnion("kind", [
  z.object({ id: z.number(), kind: z.literal("signedOut"), sessionId: z.string() }),
  z.object({ id: z.number(), kind: z.literal("changed"), before: storedPerson, after: storedPerson }),
]);

/** Changes read at once; more than a campus makes between two looks. */
const batch = 500;
/** Kept for a look back after an incident; nothing reads older ones. */
const keptDays = 30;

/**
 * Reads `account_changes` in order and tells the listeners, each change once and only after its commit. The table
 * and not a hook is the source, because the command line changes accounts from another process; and a plain read
 * of what follows the cursor and not `PRAGMA data_version`, which does not see this connection's own commits.
 * A look that finds nothing costs some microseconds.
 */
export class AccountChanges {
  readonly #db: Db;
  readonly #listeners = new Set<(event: AccountEvent) => void>();
  readonly #onError: (error: unknown) => void;
  #cursor: number;
  #reading = false;

  constructor(db: Db, onError: (error: unknown) => void) {
    this.#db = db;
    this.#onError = onError;
    const last = db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'account_changes'").pluck().get();
    this.#cursor = typeof last === "number" ? last : 0;
    db.prepare("DELETE FROM account_changes WHERE at < ?").run(
      new Date(Date.now() - keptDays * 86_400_000).toISOString(),
    );
  }

  /** Returns what ends the listening. */
  on(listener: (event: AccountEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells what was committed since the last look. Inside a transaction it waits for the next look. */
  look(): void {
    if (this.#reading || this.#db.inTransaction) return;
    this.#reading = true;
    try {
      for (let events = this.#next(); events.length > 0; events = this.#next()) {
        for (const event of events) this.#tell(event);
      }
    } finally {
      this.#reading = false;
    }
  }

  #next(): AccountEvent[] {
    const rows = this.#db
      .prepare<[number, number], { id: number }>(
        "SELECT id, kind, sessionId, before, after FROM account_changes WHERE id > ? ORDER BY id LIMIT ?",
      )
      .all(this.#cursor, batch);
    this.#cursor = rows.at(-1)?.id ?? this.#cursor;
    return soundRows(this.#db, { of: "account changes", schema: changeRow }, rows).map((row) => {
      switch (row.kind) {
        case "signedOut":
          return { kind: "signedOut", sessionId: row.sessionId };
        case "changed":
          return { kind: "changed", person: row.after, before: row.before };
        default:
          return unreachable(row);
      }
    });
  }

  #tell(event: AccountEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}
