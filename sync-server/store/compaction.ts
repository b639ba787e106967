import type Database from "better-sqlite3";
import { type DocName, isLog, kindOf } from "../../shared/log/doc-name.ts";
import { prepareOnce } from "./prepared.ts";

type Row = { seq: number; client: number; clock: number; items: number; body: Uint8Array };

/** Stored updates that one row, or a row for each clientID, shall take the place of. `merged` of notes; a log's are joined as they are replaced. */
export type JoinedRun = { doc: DocName; seqs: readonly number[]; merged: Row | null };

/** The stored size of a document. */
export type StoredSize = { rows: number; bytes: number };

/**
 * Joins a run of a document's stored updates: a log's into one row for each clientID (its items stand side by side as
 * they are), notes into one merged update. A joined row takes the last of their seqs, so a device behind it gets
 * more than it lacks, which Yjs skips, and never less. Null where one of the rows is no longer there.
 */
export async function joinRun(
  db: Database.Database,
  { doc, run, merge }: { doc: DocName; run: readonly number[]; merge: Merge },
): Promise<JoinedRun | null> {
  // Of a log nothing takes long: it is read where it is replaced, so that words erased until then stay erased.
  if (isLog(kindOf(doc))) return { doc, seqs: run, merged: null };
  const rows = rowsIn(db, doc, run);
  const last = rows.at(-1);
  if (last === undefined || rows.length !== run.length) return null;
  return { doc, seqs: run, merged: await mergedNotes(last, rows, merge) };
}

function rowsIn(db: Database.Database, doc: DocName, run: readonly number[]): (Row & { document: number })[] {
  // CROSS: SQLite would look through the whole document for each run.
  return prepareOnce<[string, string], Row & { document: number }>(
    db,
    `SELECT u.seq, u.document, u.client, u.clock, u.items, u.body FROM json_each(?) wanted
     CROSS JOIN updates u ON u.seq = wanted.value
     WHERE u.document = (SELECT id FROM documents WHERE name = ?) ORDER BY u.seq`,
  ).all(JSON.stringify(run), doc);
}

/** Merges updates of notes, wherever it does so. */
export type Merge = (updates: Uint8Array[]) => Promise<Uint8Array>;

async function mergedNotes(last: Row, rows: Row[], merge: Merge): Promise<Row> {
  // Of notes nothing is concatenated: the column of items counts the merges.
  const merges = Math.max(...rows.map(({ items }) => items)) + 1;
  return { ...last, items: merges, body: await merge(rows.map(({ body }) => body)) };
}

/** Puts joined rows in the place of the others, in one transaction. Null, and nothing changed, where those have changed. */
export function replaceRun(db: Database.Database, joined: JoinedRun): StoredSize | null {
  const { doc, seqs, merged } = joined;
  const seqsJson = JSON.stringify(seqs);
  return db
    .transaction((): StoredSize | null => {
      const before = rowsIn(db, doc, seqs);
      const document = before[0]?.document;
      if (document === undefined || before.length !== seqs.length) return null;
      const rows = merged === null ? joinByClient(before) : [merged];
      prepareOnce<[string]>(
        db,
        `INSERT INTO entry_index (document, id, seq, client, clock, type, at)
         SELECT u.document, u.entry, u.seq, u.client, u.clock, u.type, u.at FROM json_each(?) wanted
         CROSS JOIN updates u ON u.seq = wanted.value WHERE u.entry IS NOT NULL`,
      ).run(seqsJson);
      prepareOnce<[string]>(db, "DELETE FROM updates WHERE seq IN (SELECT value FROM json_each(?))").run(
        seqsJson,
      );
      const insert = prepareOnce<[number, number, number, number, number, Uint8Array]>(
        db,
        "INSERT INTO updates (seq, document, client, clock, items, body) VALUES (?, ?, ?, ?, ?, ?)",
      );
      for (const { seq, client, clock, items, body } of rows) {
        insert.run(seq, document, client, clock, items, body);
      }
      return (
        prepareOnce<[number, number, number], StoredSize>(
          db,
          "UPDATE documents SET rows = rows + ?, bytes = bytes + ? WHERE id = ? RETURNING rows, bytes",
        ).get(rows.length - before.length, bytesOf(rows) - bytesOf(before), document) ?? null
      );
    })
    .immediate();
}

function bytesOf(rows: readonly Row[]): number {
  return rows.reduce((sum, { body }) => sum + body.length, 0);
}

function joinByClient(rows: Row[]): Row[] {
  const byClient = Map.groupBy(rows, ({ client }) => client);
  return [...byClient.values()].map((mine) => ({
    seq: Math.max(...mine.map(({ seq }) => seq)),
    client: first(mine).client,
    clock: first(mine).clock,
    items: mine.reduce((sum, { items }) => sum + items, 0),
    body: Buffer.concat(mine.map(({ body }) => body)),
  }));
}

function first(rows: Row[]): Row {
  const [row] = rows;
  if (row === undefined) throw new Error("a group has at least one row");
  return row;
}
