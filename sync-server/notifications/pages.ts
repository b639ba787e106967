import { z } from "zod";
import type { Db } from "../accounts/database.ts";
import { prepareOnce } from "../store/prepared.ts";

const row = z.object({ entry: z.string(), raisedAt: z.number() });

/** Crises that call, and whom they have called. One for each ticket: a later one takes the place of the earlier. */
export class Pages {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Is this entry the one that calls now? It takes over from an earlier one, and gives way to a later. */
  holds(ticket: string, entry: string, raisedAt: number): boolean {
    return this.#db
      .transaction(() => {
        const found = prepareOnce(this.#db, "SELECT entry, raisedAt FROM pages WHERE ticket = ?").get(ticket);
        const present = found === undefined ? null : row.parse(found);
        if (present?.entry === entry) return true;
        if (present !== null && present.raisedAt >= raisedAt) return false;
        prepareOnce(this.#db, "DELETE FROM pages WHERE ticket = ?").run(ticket);
        prepareOnce(this.#db, "INSERT INTO pages (ticket, entry, raisedAt) VALUES (?, ?, ?)").run(
          ticket,
          entry,
          raisedAt,
        );
        return true;
      })
      .immediate();
  }

  addPaged(ticket: string, people: readonly string[]): void {
    const insert = prepareOnce(this.#db, "INSERT OR IGNORE INTO paged (ticket, person) VALUES (?, ?)");
    this.#db
      .transaction(() => {
        for (const person of people) insert.run(ticket, person);
      })
      .immediate();
  }

  paged(ticket: string): string[] {
    return z
      .array(z.string())
      .parse(
        prepareOnce(this.#db, "SELECT person FROM paged WHERE ticket = ? ORDER BY person")
          .pluck()
          .all(ticket),
      );
  }

  end(ticket: string): void {
    prepareOnce(this.#db, "DELETE FROM pages WHERE ticket = ?").run(ticket);
  }
}
