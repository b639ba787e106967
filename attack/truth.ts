import Database from "better-sqlite3";
import * as Y from "yjs";
import { concatenate, emptyUpdate, type StoredItems } from "../shared/log/content.ts";
import { type DocName, isLog, kindOf } from "../shared/log/doc-name.ts";
import { databasePath } from "../sync-server/accounts/database.ts";

/** What the server holds to be true: its database, over a connection that cannot write. */
export class Truth {
  readonly #db: Database.Database;

  constructor(dataDir: string) {
    this.#db = new Database(databasePath(dataDir), { readonly: true, timeout: 5_000 });
  }

  /** The number of the last accepted step. */
  get seq(): number {
    const row = this.#db.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'seq'").get();
    return Number(row?.value ?? 0);
  }

  /** Everything that is stored of a document, as one V1 update. */
  content(doc: DocName): Uint8Array {
    const rows = this.#db
      .prepare<[string], StoredItems>(
        `SELECT client, clock, items, body FROM updates
         WHERE document = (SELECT id FROM documents WHERE name = ?) ORDER BY seq`,
      )
      .all(doc);
    if (isLog(kindOf(doc))) return concatenate(rows);
    return rows.length === 0 ? emptyUpdate : Y.mergeUpdates(rows.map(({ body }) => body));
  }

  /** The rows of the index of a document's entries, in the order in which they were accepted. */
  index(
    doc: DocName,
  ): { id: string; type: string; person: string; at: number; client: number; clock: number }[] {
    return this.#db
      .prepare<
        [string],
        { id: string; type: string; person: string; at: number; client: number; clock: number }
      >(
        `SELECT id, type, person, at, client, clock FROM entries
         WHERE document = (SELECT id FROM documents WHERE name = ?) ORDER BY seq, clock`,
      )
      .all(doc);
  }

  docs(): DocName[] {
    return this.#db
      .prepare<[], { name: DocName }>("SELECT name FROM documents ORDER BY id")
      .all()
      .map(({ name }) => name);
  }

  /** How many stored updates a document has. */
  rowsOf(doc: DocName): number {
    return (
      this.#db.prepare<[string], number>("SELECT rows FROM documents WHERE name = ?").pluck().get(doc) ?? 0
    );
  }

  /** How many rows a table has. */
  rows(table: "documents" | "updates" | "entries" | "writers" | "devices" | "purges" | "jobs"): number {
    return (
      this.#db.prepare<[], { count: number }>(`SELECT count(*) AS count FROM ${table}`).get()?.count ?? 0
    );
  }

  close(): void {
    this.#db.close();
  }
}
