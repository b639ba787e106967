import type Database from "better-sqlite3";
import { parseEntry } from "../../shared/entries/entry.ts";
import { concatenate } from "../../shared/log/content.ts";
import { eraseWordsInItems } from "../../shared/log/erase-words.ts";
import { readLog } from "../../shared/log/read-log.ts";
import { idBytes } from "./entry-index.ts";
import { prepareOnce } from "./prepared.ts";

type Place = { seq: number; client: number; clock: number };
type Row = Place & { items: number; body: Uint8Array };

/**
 * Erases the words of these entries of a log where they are stored, alone in a row or joined with others. What the log's
 * order rests on stays. Runs inside the caller's transaction.
 * @param document the row's id in `documents`
 * @returns by how many bytes what each clientID wrote has grown; usually fewer than none
 */
export function eraseEntries(
  db: Database.Database,
  document: number,
  ids: readonly string[],
): Map<number, number> {
  const wanted = new Set(ids);
  const grown = new Map<number, number>();
  for (const seq of rowsOf(db, document, ids)) {
    const row = prepareOnce<[number], Row>(
      db,
      "SELECT seq, client, clock, items, body FROM updates WHERE seq = ?",
    ).get(seq);
    const body = row === undefined ? null : eraseWordsInItems(row.body, row.items, wanted);
    if (row === undefined || body === null) continue;
    prepareOnce<[Uint8Array, number]>(db, "UPDATE updates SET body = ? WHERE seq = ?").run(body, seq);
    grown.set(row.client, (grown.get(row.client) ?? 0) + body.length - row.body.length);
  }
  return grown;
}

/** The rows in which these entries stand. */
function rowsOf(db: Database.Database, document: number, ids: readonly string[]): Set<number> {
  const alone = prepareOnce<[number, Uint8Array], { seq: number }>(
    db,
    "SELECT seq FROM updates WHERE document = ? AND entry = ?",
  );
  const beside = prepareOnce<[number, Uint8Array], Place>(
    db,
    "SELECT seq, client, clock FROM entry_index WHERE document = ? AND id = ?",
  );
  const found = new Set<number>();
  const joined: Place[] = [];
  for (const id of ids) {
    const row = alone.get(document, idBytes(id));
    if (row !== undefined) found.add(row.seq);
    else joined.push(...beside.all(document, idBytes(id)));
  }
  if (joined.length === 0) return found;
  const rows = prepareOnce<[number], Place>(
    db,
    "SELECT seq, client, clock FROM updates WHERE document = ? AND entry IS NULL ORDER BY clock",
  ).all(document);
  for (const { client, clock } of joined) {
    const row = rows.findLast((each) => each.client === client && each.clock <= clock);
    if (row !== undefined) found.add(row.seq);
  }
  return found;
}

/** Erases what earlier versions kept: the words of every message that was taken back. Runs inside the caller's transaction. */
export function eraseTakenBack(db: Database.Database): void {
  const documents = db
    .prepare<[], number>(
      `SELECT DISTINCT document FROM indexed_entries
       WHERE type = (SELECT code FROM entry_types WHERE name = 'chat.redacted')`,
    )
    .pluck()
    .all();
  const rowsIn = db.prepare<[number], Row>(
    "SELECT seq, client, clock, items, body FROM updates WHERE document = ? ORDER BY seq",
  );
  const grow = db.prepare<[number, number]>("UPDATE documents SET bytes = bytes + ? WHERE id = ?");
  for (const document of documents) {
    const ids = readLog([concatenate(rowsIn.all(document))]).values.flatMap((value) => {
      const parsed = parseEntry("chat", value);
      return parsed.ok && parsed.entry.type === "chat.redacted" ? [parsed.entry.message] : [];
    });
    for (const bytes of eraseEntries(db, document, ids).values()) grow.run(bytes, document);
  }
}
