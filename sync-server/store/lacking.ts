import type Database from "better-sqlite3";
import { concatenate, reachingPast, type StoredItems } from "../../shared/log/content.ts";
import type { DocName } from "../../shared/log/doc-name.ts";
import { prepareOnce } from "./prepared.ts";

/** What looking at a row costs that is not given, in bytes of one that is. */
const rowLookedAt = 64;

/** What somebody has of a document: the bytes they said it with, and each clientID's next clock. */
export type StateVector = { bytes: Uint8Array; clocks: ReadonlyMap<number, number> };

/** What somebody lacks of a document as one V1 update, and the bytes that were gone through for it. */
export type Lacking = { update: Uint8Array; read: number };

/** Of a log, what reaches past a state vector: nothing is merged, and the bodies of what is known are not read. */
export function lackingOfLog(db: Database.Database, doc: DocName, has: StateVector): Lacking {
  const rows = prepareOnce<[string], { seq: number; client: number; clock: number }>(
    db,
    `SELECT seq, client, clock FROM updates
     WHERE document = (SELECT id FROM documents WHERE name = ?) ORDER BY seq`,
  ).all(doc);
  const ends = prepareOnce<[string], { client: number; clock: number }>(
    db,
    "SELECT client, clock FROM writers WHERE document = (SELECT id FROM documents WHERE name = ?)",
  ).all(doc);
  const lacked = reachingPast(rows, new Map(ends.map(({ client, clock }) => [client, clock])), has.clocks);
  const stored = prepareOnce<[string], StoredItems>(
    db,
    `SELECT u.client, u.clock, u.items, u.body FROM json_each(?) wanted
     JOIN updates u ON u.seq = wanted.value ORDER BY u.seq`,
  ).all(JSON.stringify(lacked.map(({ seq }) => seq)));
  const update = concatenate(stored);
  return { update, read: update.length + rows.length * rowLookedAt };
}
