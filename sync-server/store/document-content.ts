import type Database from "better-sqlite3";
import { concatenate, emptyUpdate, type StoredItems } from "../../shared/log/content.ts";
import { type DocName, isLog, kindOf } from "../../shared/log/doc-name.ts";
import { joinedNotes } from "./notes-content.ts";
import { prepareOnce } from "./prepared.ts";

/** A document as one V1 update; an empty update when it has nothing. */
export function contentOf(db: Database.Database, doc: DocName): Uint8Array {
  // The seqs are put in order before the bodies are read: sorting would copy each of them.
  const rows = prepareOnce<[string], StoredItems>(
    db,
    `SELECT client, clock, items, body FROM updates
     WHERE seq IN (SELECT seq FROM updates WHERE document = (SELECT id FROM documents WHERE name = ?))
     ORDER BY seq`,
  ).all(doc);
  if (rows.length === 0) return emptyUpdate;
  return isLog(kindOf(doc)) ? concatenate(rows) : joinedNotes(rows.map(({ body }) => body));
}
