import type Database from "better-sqlite3";
import * as Y from "yjs";
import { type DocName, isLog, kindOf } from "../../shared/log/doc-name.ts";

type Row = { seq: number; client: number; clock: number; items: number; body: Uint8Array };

/**
 * Joins a document's stored updates: a log's into one row for each clientID (its items stand side by side as they
 * are), notes into one merged update. A joined row takes the last of their seqs, so a device behind it gets
 * more than it lacks, which Yjs skips, and never less.
 */
export function compactDocument(db: Database.Database, doc: DocName): void {
  db.transaction(() => {
    const document = db.prepare<[string], { id: number }>("SELECT id FROM documents WHERE name = ?").get(doc);
    if (document === undefined) return;
    const rows = db
      .prepare<[number], Row>(
        "SELECT seq, client, clock, items, body FROM updates WHERE document = ? ORDER BY seq",
      )
      .all(document.id);
    const joined = isLog(kindOf(doc)) ? joinByClient(rows) : joinNotes(rows);
    if (joined.length === rows.length) return;
    db.prepare(
      `INSERT INTO entry_index (document, id, seq, client, clock, type, at)
       SELECT document, entry, seq, client, clock, type, at FROM updates WHERE document = ? AND entry IS NOT NULL`,
    ).run(document.id);
    db.prepare("DELETE FROM updates WHERE document = ?").run(document.id);
    const insert = db.prepare(
      "INSERT INTO updates (seq, document, client, clock, items, body) VALUES (?, ?, ?, ?, ?, ?)",
    );
    for (const { seq, client, clock, items, body } of joined) {
      insert.run(seq, document.id, client, clock, items, body);
    }
    const bytes = joined.reduce((sum, { body }) => sum + body.length, 0);
    db.prepare("UPDATE documents SET rows = ?, bytes = ? WHERE id = ?").run(
      joined.length,
      bytes,
      document.id,
    );
  }).immediate();
}

function joinByClient(rows: Row[]): Row[] {
  const byClient = Map.groupBy(rows, ({ client }) => client);
  return [...byClient.values()].map((mine) => ({
    seq: Math.max(...mine.map(({ seq }) => seq)),
    client: first(mine).client,
    clock: first(mine).clock,
    items: mine.reduce((sum, { items }) => sum + items, 0),
    body: new Uint8Array(Buffer.concat(mine.map(({ body }) => body))),
  }));
}

function joinNotes(rows: Row[]): Row[] {
  const last = rows.at(-1);
  if (last === undefined || rows.length === 1) return rows;
  return [{ ...last, body: Y.mergeUpdates(rows.map(({ body }) => body)) }];
}

function first(rows: Row[]): Row {
  const [row] = rows;
  if (row === undefined) throw new Error("a group has at least one row");
  return row;
}
