import * as Y from "yjs";
import { emptyUpdate } from "../../shared/log/content.ts";
import type { DocName } from "../../shared/log/doc-name.ts";
import type { AcceptedUpdate } from "../../shared/protocol/control.ts";
import type { Replica } from "./database.ts";
import { groupBy } from "./group-by.ts";
import type { BaseUpdate, HeldRow, PartRow } from "./schema.ts";

/**
 * The base: what is accepted, as the server sent it. A row costs IndexedDB a hundred times what its bytes do, and a first
 * sync brings ten thousand documents: so a row holds the updates of many, and an index says which.
 */

/**
 * What one row may have. It is read whole for each of its documents, and a day's changes are spread over all of them: so
 * little enough that fifty of them are a fraction of the base.
 */
const rowLimits = { docs: 64, bytes: 16 * 1024 } as const;

/** A document that would stand in more rows than this, or bring more updates at once, has them all joined into one. */
export const updatesPerDoc = 20;

/** Above so many documents one pass over the index's rows costs less than a question for each. */
const wholeTableFrom = 100;

export function baseTables(replica: Replica) {
  return [replica.held, replica.parts];
}

/** Does this device hold the document, be it empty? */
export async function isHeld(replica: Replica, doc: DocName): Promise<boolean> {
  return (await replica.held.where("docs").equals(doc).count()) > 0;
}

/** Everything this device holds, empty documents too. */
export async function heldDocs(replica: Replica): Promise<Set<DocName>> {
  return new Set((await replica.held.toArray()).flatMap((row) => row.docs));
}

/** The rows in which each of these documents stands, oldest first; those that are not held are absent. */
export async function rowsHolding(
  replica: Replica,
  docs: readonly DocName[],
): Promise<Map<DocName, number[]>> {
  const found = new Map<DocName, number[]>();
  if (docs.length < wholeTableFrom) {
    const keys = await Promise.all(docs.map((doc) => replica.held.where("docs").equals(doc).primaryKeys()));
    for (const [index, doc] of docs.entries()) {
      const rows = keys[index] ?? [];
      if (rows.length > 0) found.set(doc, rows);
    }
    return found;
  }
  const wanted = new Set(docs);
  for (const { id, docs: names } of await replica.held.toArray()) {
    for (const name of names) {
      if (id === undefined || !wanted.has(name)) continue;
      const rows = found.get(name);
      if (rows === undefined) found.set(name, [id]);
      else rows.push(id);
    }
  }
  return found;
}

/** The accepted updates of each of these documents; those that have none are absent. */
export async function updatesIn(
  replica: Replica,
  rows: ReadonlyMap<DocName, readonly number[]>,
): Promise<Map<DocName, Uint8Array[]>> {
  const parts = await partsIn(replica, rows);
  return new Map(
    [...parts].flatMap(([doc, { updates }]) => (updates.length === 0 ? [] : [[doc, updates] as const])),
  );
}

/** What the base has of one document: its updates, and when the entries in them were accepted. */
export type Part = { updates: Uint8Array[]; accepted: AcceptedUpdate[] };

/** The same, with when what is in them was accepted. */
export async function partsIn(
  replica: Replica,
  rows: ReadonlyMap<DocName, readonly number[]>,
): Promise<Map<DocName, Part>> {
  const ids = [...new Set([...rows.values()].flat())].sort((a, b) => a - b);
  const found = new Map<DocName, Part>();
  for (const row of await replica.parts.bulkGet(ids)) {
    for (const { doc, bytes, accepted = [] } of row?.updates ?? []) {
      if (!rows.has(doc)) continue;
      const part = found.get(doc) ?? { updates: [], accepted: [] };
      found.set(doc, part);
      if (bytes.length > emptyUpdate.length) part.updates.push(bytes);
      part.accepted.push(...accepted);
    }
  }
  return found;
}

/** Each once, in order: a connection that was cut is told the same again. */
function bySeq(accepted: readonly AcceptedUpdate[]): AcceptedUpdate[] {
  return [...new Map(accepted.map((each) => [each[0], each])).values()].sort((a, b) => a[0] - b[0]);
}

/** One document's accepted updates. */
export async function updatesOf(replica: Replica, doc: DocName): Promise<Uint8Array[]> {
  return (await updatesIn(replica, await rowsHolding(replica, [doc]))).get(doc) ?? [];
}

/**
 * Adds accepted updates; a document without any is held from now on all the same. Runs inside the caller's transaction.
 */
export async function addToBase(
  replica: Replica,
  added: ReadonlyMap<DocName, readonly Uint8Array[]>,
  accepted: ReadonlyMap<DocName, readonly AcceptedUpdate[]> = new Map(),
): Promise<void> {
  const told = [...accepted].filter(([, updates]) => updates.length > 0);
  const rows = await rowsHolding(replica, [...added.keys(), ...told.map(([doc]) => doc)]);
  const joined = await joinMany(replica, added, rows);
  const news: BaseUpdate[] = [];
  const empty: DocName[] = [];
  for (const [doc, updates] of added) {
    const now = joined.get(doc) ?? updates.map((bytes): BaseUpdate => ({ doc, bytes }));
    if (now.length === 0 && !rows.has(doc)) empty.push(doc);
    news.push(...now);
  }
  for (const [doc, updates] of told) {
    const first = news.find((update) => update.doc === doc);
    // What is told of a document that is not here any more is nobody's.
    if (first === undefined && !rows.has(doc)) continue;
    if (first === undefined) news.push({ doc, bytes: emptyUpdate, accepted: [...updates] });
    else first.accepted = bySeq([...(first.accepted ?? []), ...updates]);
  }
  const filled = rowsOfUpdates(news);
  const held: HeldRow[] = filled.map((updates) => ({ docs: [...new Set(updates.map(({ doc }) => doc))] }));
  const ids = await replica.held.bulkAdd(held, { allKeys: true });
  await replica.parts.bulkAdd(
    filled.flatMap((updates, index): PartRow[] => {
      const id = ids[index];
      return id === undefined ? [] : [{ id, updates }];
    }),
  );
  const starts = Array.from(
    { length: Math.ceil(empty.length / rowLimits.docs) },
    (_, row) => row * rowLimits.docs,
  );
  await replica.held.bulkAdd(starts.map((start) => ({ docs: empty.slice(start, start + rowLimits.docs) })));
}

/** Deletes everything of these documents. Runs inside the caller's transaction. */
export async function dropFromBase(replica: Replica, docs: readonly DocName[]): Promise<void> {
  await dropFromRows(replica, new Set(docs), await rowsHolding(replica, docs));
}

/** Runs inside the caller's transaction. */
export async function clearBase(replica: Replica): Promise<void> {
  await replica.held.clear();
  await replica.parts.clear();
}

/** Where too many updates of one document would stand, all of them as one instead; the others are absent. */
async function joinMany(
  replica: Replica,
  added: ReadonlyMap<DocName, readonly Uint8Array[]>,
  rows: ReadonlyMap<DocName, readonly number[]>,
): Promise<Map<DocName, BaseUpdate[]>> {
  const many = [...added].flatMap(([doc, updates]) =>
    updates.length > 0 && updates.length + (rows.get(doc)?.length ?? 0) > updatesPerDoc ? [doc] : [],
  );
  const joined = new Map<DocName, BaseUpdate[]>();
  if (many.length === 0) return joined;
  const theirs = new Map(many.map((doc) => [doc, [...(rows.get(doc) ?? [])]]));
  const before = await partsIn(replica, theirs);
  for (const doc of many) {
    const { updates, accepted } = before.get(doc) ?? { updates: [], accepted: [] };
    const bytes = Y.mergeUpdates([...updates, ...(added.get(doc) ?? [])]);
    joined.set(doc, [{ doc, bytes, ...(accepted.length === 0 ? {} : { accepted: bySeq(accepted) }) }]);
  }
  await dropFromRows(replica, new Set(many), theirs);
  return joined;
}

async function dropFromRows(
  replica: Replica,
  docs: ReadonlySet<DocName>,
  rows: ReadonlyMap<DocName, readonly number[]>,
): Promise<void> {
  const ids = [...new Set([...rows.values()].flat())];
  if (ids.length === 0) return;
  const held = (await replica.held.bulkGet(ids)).flatMap((row) => row ?? []);
  const parts = (await replica.parts.bulkGet(ids)).flatMap((row) => row ?? []);
  const keptHeld = held.map((row) => ({ ...row, docs: row.docs.filter((doc) => !docs.has(doc)) }));
  const keptParts = parts.map((row) => ({
    ...row,
    updates: row.updates.filter(({ doc }) => !docs.has(doc)),
  }));
  await replica.held.bulkPut(keptHeld.filter((row) => row.docs.length > 0));
  await replica.parts.bulkPut(keptParts.filter((row) => row.updates.length > 0));
  await replica.held.bulkDelete(
    keptHeld.flatMap((row) => (row.docs.length === 0 && row.id !== undefined ? [row.id] : [])),
  );
  await replica.parts.bulkDelete(keptParts.flatMap((row) => (row.updates.length === 0 ? [row.id] : [])));
}

/** Cuts updates into rows, those of one document side by side. */
export function rowsOfUpdates(updates: readonly BaseUpdate[]): BaseUpdate[][] {
  const rows: BaseUpdate[][] = [];
  let row: BaseUpdate[] = [];
  let docs = new Set<DocName>();
  let bytes = 0;
  for (const [, ofDoc] of groupBy(updates, ({ doc }) => doc)) {
    const size = ofDoc.reduce((sum, each) => sum + each.bytes.length, 0);
    if (row.length > 0 && (docs.size >= rowLimits.docs || bytes + size > rowLimits.bytes)) {
      rows.push(row);
      [row, docs, bytes] = [[], new Set(), 0];
    }
    row.push(...ofDoc);
    for (const { doc } of ofDoc) docs.add(doc);
    bytes += size;
  }
  if (row.length > 0) rows.push(row);
  return rows;
}
