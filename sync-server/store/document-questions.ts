import type Database from "better-sqlite3";
import * as Y from "yjs";
import { concatenate, emptyUpdate, type StoredItems } from "../../shared/log/content.ts";
import { type DocName, isLog, kindOf } from "../../shared/log/doc-name.ts";
import { type RowHead, runsOfLog, runsOfNotes } from "./compaction-runs.ts";
import { type Lacking, lackingOfLog } from "./lacking.ts";
import { addsNothing, joinedNotes } from "./notes-content.ts";
import { prepareOnce } from "./prepared.ts";

/** What takes longer the larger a document is, and its answer. */
export type Questions = {
  content: { ask: { doc: DocName }; answer: Uint8Array };
  /** `has`: an encoded state vector. */
  lacking: { ask: { doc: DocName; has: Uint8Array }; answer: Lacking };
  /** Does this update of notes say nothing that is not stored? `read`: the bytes that were gone through for it. */
  addsNothing: { ask: { doc: DocName; update: Uint8Array }; answer: { known: boolean; read: number } };
  merged: { ask: { updates: Uint8Array[] }; answer: Uint8Array };
  /** Runs of stored updates that are joined next, as their seqs. */
  runs: { ask: { doc: DocName }; answer: number[][] };
};

export type QuestionName = keyof Questions;

/** Answers each question in one look at the database. */
export const answers: {
  [Name in QuestionName]: (db: Database.Database, ask: Questions[Name]["ask"]) => Questions[Name]["answer"];
} = {
  content: (db, { doc }) => contentOf(db, doc),
  lacking: (db, { doc, has }) => {
    const clocks = Y.decodeStateVector(has);
    if (clocks.size > 0 && isLog(kindOf(doc))) return lackingOfLog(db, doc, { bytes: has, clocks });
    const content = contentOf(db, doc);
    return { update: clocks.size === 0 ? content : Y.diffUpdate(content, has), read: content.length };
  },
  addsNothing: (db, { doc, update }) => {
    const content = contentOf(db, doc);
    return { known: addsNothing(content, update), read: content.length };
  },
  merged: (_, { updates }) => joinedNotes(updates),
  runs: (db, { doc }) => {
    const isALog = isLog(kindOf(doc));
    const rows = prepareOnce<[string], RowHead>(
      db,
      `SELECT seq, client, items, length(body) AS bytes FROM updates
       WHERE document = (SELECT id FROM documents WHERE name = ?) ORDER BY seq`,
    ).iterate(doc);
    return isALog ? runsOfLog(rows) : runsOfNotes(rows);
  },
};

function contentOf(db: Database.Database, doc: DocName): Uint8Array {
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
