import { type DocName, kindOf, ticketIdOf } from "../../shared/log/doc-name.ts";
import { addToBase, updatesOf } from "./base.ts";
import type { Replica } from "./database.ts";
import type { FeedBatch } from "./feed-batch.ts";
import type { Me } from "./me.ts";
import { readMeta } from "./meta.ts";
import { coveredBy } from "./notes.ts";
import { project, projectionTables } from "./project.ts";
import { revoke } from "./revoke.ts";

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
  if (batch.empty) {
    if (cursor !== null) await replica.meta.put({ key: "cursor", value: cursor });
    return { tickets: [], purged: [] };
  }
  return replica.transaction("rw", projectionTables(replica), async () => {
    const changes = [...batch.docs];
    const purged = changes.flatMap(([doc, change]) => (change.purge ? [doc] : []));
    const kept = new Set(changes.flatMap(([doc, change]) => (change.purge && change.granted ? [doc] : [])));
    await replica.people.bulkPut([...batch.people.values()]);
    await revoke(replica, me, purged, batch.because, kept, now);
    await addUpdates(replica, batch);
    if (batch.notesSchema > (await readMeta(replica)).notesSchema) {
      await replica.meta.put({ key: "notesSchema", value: batch.notesSchema });
    }
    const tickets = await touchedBy(replica, batch);
    await project(replica, me, now, tickets);
    if (purged.length > 0) {
      const before = (await readMeta(replica)).purged;
      const value = [...new Set([...before, ...purged])].slice(-purgedRemembered);
      await replica.meta.put({ key: "purged", value });
    }
    if (cursor !== null) await replica.meta.put({ key: "cursor", value: cursor });
    return { tickets, purged };
  });
}

/**
 * The tickets whose projection a batch may change. A first sync begins by announcing thousands of which there is nothing
 * yet; being granted without content matters only where something is on the screen or waits.
 */
async function touchedBy(replica: Replica, batch: FeedBatch): Promise<string[]> {
  const touched = new Set<string>();
  const announced = new Set<string>();
  for (const [doc, { purge, updates, accepted }] of batch.docs) {
    (purge || updates.length > 0 || accepted.length > 0 ? touched : announced).add(ticketIdOf(doc));
  }
  if (announced.size > 0) {
    const shown = await replica.tickets.toCollection().primaryKeys();
    const waiting = (await replica.outbox.toArray()).map((row) => row.ticketId);
    for (const id of [...shown, ...waiting]) if (announced.has(id)) touched.add(id);
  }
  return [...touched];
}

/** Adds what the batch brings to the base. */
async function addUpdates(replica: Replica, batch: FeedBatch): Promise<void> {
  const held = [...batch.docs].filter(([, change]) => change.granted || change.updates.length > 0);
  await addToBase(
    replica,
    new Map(held.map(([doc, { updates }]) => [doc, updates])),
    new Map([...batch.docs].map(([doc, { accepted }]) => [doc, accepted])),
  );
  for (const [doc, { updates }] of held) {
    if (kindOf(doc) === "notes" && updates.length > 0) await dropCovered(replica, doc);
  }
}

/** Edits of notes have no ids: one leaves the outbox when the base says all that it says, deletions included. */
async function dropCovered(replica: Replica, doc: DocName): Promise<void> {
  const waiting = await replica.outbox.where("doc").equals(doc).toArray();
  if (waiting.length === 0) return;
  const covered = coveredBy(await updatesOf(replica, doc));
  const done = waiting.filter((row) => row.update !== null && covered(row.update));
  await replica.outbox.bulkDelete(done.flatMap((row) => (row.order === undefined ? [] : [row.order])));
}
