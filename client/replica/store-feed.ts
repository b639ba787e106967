import * as Y from "yjs";
import type { Entry } from "../../shared/entries/entry.ts";
import { type DocName, isLog, kindOf, ticketIdOf } from "../../shared/log/doc-name.ts";
import { readLog } from "../../shared/log/read-log.ts";
import type { Replica } from "./database.ts";
import { entriesOf } from "./entries-of.ts";
import type { FeedBatch } from "./feed-batch.ts";
import { groupBy, rowsOf } from "./load.ts";
import type { Me } from "./me.ts";
import { readMeta } from "./meta.ts";
import { coveredBy } from "./notes.ts";
import { project, projectionTables } from "./project.ts";
import { revoke } from "./revoke.ts";
import type { DocRow, UpdateRow } from "./schema.ts";

/** A document with more stored updates than this has them replaced by one. */
export const updatesPerDoc = 20;

/** Names of documents whose deletion the server has not been told for certain; older ones leave the list. */
const purgedRemembered = 10_000;

export type Stored = { tickets: string[]; purged: DocName[] };

/**
 * Stores what the feed brought: updates, projections, people, revocations, what leaves the outbox and the cursor, in
 * one transaction. Storing the same again changes nothing.
 * @param cursor null when the batch grew too large before one came
 */
export async function storeFeed(
  replica: Replica,
  me: Me,
  batch: FeedBatch,
  cursor: number | null,
  now: number,
): Promise<Stored> {
  return replica.transaction("rw", projectionTables(replica), async () => {
    const changes = [...batch.docs];
    const purged = changes.flatMap(([doc, change]) => (change.purge ? [doc] : []));
    const kept = new Set(changes.flatMap(([doc, change]) => (change.purge && change.granted ? [doc] : [])));
    await replica.people.bulkPut([...batch.people.values()]);
    await revoke(replica, me, purged, batch.because, kept, now);
    const logs = await addUpdates(replica, batch);
    const tickets = [...new Set(changes.map(([doc]) => ticketIdOf(doc)))];
    await project(replica, me, now, tickets, logs);
    if (purged.length > 0) {
      const before = (await readMeta(replica)).purged;
      const value = [...new Set([...before, ...purged])].slice(-purgedRemembered);
      await replica.meta.put({ key: "purged", value });
    }
    if (cursor !== null) await replica.meta.put({ key: "cursor", value: cursor });
    return { tickets, purged };
  });
}

/** Adds the batch's updates to the base. @returns the entries of the logs it touched */
async function addUpdates(replica: Replica, batch: FeedBatch): Promise<Map<DocName, Entry[]>> {
  const held = [...batch.docs].filter(([, change]) => change.granted || change.updates.length > 0);
  const names = held.map(([doc]) => doc);
  const known = await replica.docs.bulkGet(names);
  const withContent = names.filter((_, index) => known[index] !== undefined);
  const before = groupBy(await rowsOf(replica.updates, "doc", withContent), (row) => row.doc);
  const logs = new Map<DocName, Entry[]>();
  const docs: DocRow[] = [];
  const added: UpdateRow[] = [];
  const compacted: number[] = [];
  for (const [index, [name, { updates }]] of held.entries()) {
    const kind = kindOf(name);
    const row = known[index] ?? { name, ticketId: ticketIdOf(name), kind, tail: null };
    const stored = before.get(name) ?? [];
    const all = [...stored.map((each) => each.bytes), ...updates];
    const compact = all.length > updatesPerDoc;
    let whole: Uint8Array | null = null;
    if (isLog(kind) && all.length > 0) {
      const log = readLog(all);
      logs.set(name, entriesOf(kind, log.values));
      docs.push({ ...row, tail: log.tail });
      whole = log.update;
    } else {
      docs.push(row);
      if (compact) whole = Y.mergeUpdates(all);
    }
    if (kind === "notes" && updates.length > 0) await dropCovered(replica, name, all);
    if (compact && whole !== null) {
      compacted.push(...stored.flatMap((each) => (each.id === undefined ? [] : [each.id])));
      added.push({ doc: name, bytes: whole });
    } else {
      added.push(...updates.map((bytes) => ({ doc: name, bytes })));
    }
  }
  await replica.docs.bulkPut(docs);
  await replica.updates.bulkDelete(compacted);
  await replica.updates.bulkAdd(added);
  return logs;
}

/** Edits of notes have no ids: one leaves the outbox when the base says all that it says, deletions included. */
async function dropCovered(replica: Replica, doc: DocName, base: readonly Uint8Array[]): Promise<void> {
  const waiting = await replica.outbox.where("doc").equals(doc).toArray();
  if (waiting.length === 0) return;
  const covered = coveredBy(base);
  const done = waiting.filter((row) => row.update !== null && covered(row.update));
  await replica.outbox.bulkDelete(done.flatMap((row) => (row.order === undefined ? [] : [row.order])));
}
