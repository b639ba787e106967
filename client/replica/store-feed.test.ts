import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { expect, test } from "vitest";
import { encodeAppend } from "../../shared/log/append.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { notesSchema } from "../../shared/log/notes-schema.ts";
import { openReplica } from "./database.ts";
import { FeedBatch } from "./feed-batch.ts";
import type { Me } from "./me.ts";
import { readMeta } from "./meta.ts";
import { storeFeed } from "./store-feed.ts";

const me: Me = { id: "cleo", name: "Cleo", role: "counselor", email: "", status: "active" };

test("[D4] however many tickets a batch has, it is stored in its one transaction", async () => {
  const replica = openReplica("cleo", { indexedDB: new IDBFactory(), IDBKeyRange });
  const ids = Array.from({ length: 600 }, () => crypto.randomUUID());
  const batch = new FeedBatch();
  for (const [index, id] of ids.entries()) {
    const opened = {
      type: "ticket.opened",
      by: "sam",
      at: 1,
      category: "other",
      urgency: "low",
      mode: "chat",
    };
    const entry = { id: crypto.randomUUID(), ...opened };
    batch.granted([docName("ticket", id), docName("request", id)]);
    batch.update(docName("ticket", id), encodeAppend({ client: index, clock: 0 }, null, [entry]));
  }
  // A transaction that Dexie lost on the way is refused as committed too early.
  await storeFeed(replica, me, batch, 1_200, 1_000);
  expect(await replica.tickets.count()).toBe(600);
  replica.close();
});

test("[N11] the highest number of the notes editor's schema that the server named is kept on the device", async () => {
  const replica = openReplica("cleo", { indexedDB: new IDBFactory(), IDBKeyRange });
  expect((await readMeta(replica)).notesSchema).toBe(0);
  for (const [named, kept] of [
    [undefined, 0],
    [notesSchema + 1, notesSchema + 1],
    [notesSchema, notesSchema + 1],
  ]) {
    const batch = new FeedBatch();
    batch.granted([docName("notes", crypto.randomUUID())], named);
    const joined = new FeedBatch();
    joined.absorb(batch);
    await storeFeed(replica, me, joined, 1, 1_000);
    expect((await readMeta(replica)).notesSchema).toBe(kept);
  }
  replica.close();
});
