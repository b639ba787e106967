import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { expect, test } from "vitest";
import { encodeAppend } from "../../shared/log/append.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { heldDocs, rowsHolding, updatesIn } from "./base.ts";
import { openReplica, type Replica } from "./database.ts";
import { FeedBatch } from "./feed-batch.ts";
import type { Me } from "./me.ts";
import { storeFeed } from "./store-feed.ts";

const me: Me = { id: "cleo", name: "Cleo", role: "counselor", email: "", status: "active" };
const ids = [1, 2, 3].map((nth) => `00000000-0000-4000-8000-00000000000${nth}`);

function entry(type: string, by: string, payload: object = {}): object {
  return { id: crypto.randomUUID(), type, by, at: 1_000, ...payload };
}

/** Two batches of one history: tickets and requests, then a claim, a chat and names. */
function history(): [() => FeedBatch, () => FeedBatch] {
  const updates = ids.map((id, index) => ({
    id,
    ticket: encodeAppend({ client: index + 1, clock: 0 }, null, [
      entry("ticket.opened", "sam", { category: "other", urgency: "low", mode: "chat" }),
    ]),
    request: encodeAppend({ client: index + 11, clock: 0 }, null, [
      entry("request.written", "sam", { title: `ticket ${index}`, description: "" }),
    ]),
    claim: encodeAppend({ client: index + 21, clock: 0 }, { client: index + 1, clock: 0 }, [
      entry("ticket.claimed", "cleo"),
    ]),
    chat: encodeAppend({ client: index + 31, clock: 0 }, null, [
      entry("chat.message", "cleo", { body: "hello" }),
    ]),
  }));
  const first = () => {
    const batch = new FeedBatch();
    batch.revoked([docName("notes", ids[2] ?? "")]);
    batch.granted(updates.flatMap(({ id }) => [docName("ticket", id), docName("request", id)]));
    for (const { id, ticket, request } of updates) {
      batch.update(docName("ticket", id), ticket);
      batch.update(docName("request", id), request);
    }
    return batch;
  };
  const second = () => {
    const batch = new FeedBatch();
    batch.granted(updates.flatMap(({ id }) => [docName("chat", id), docName("notes", id)]));
    for (const { id, claim, chat } of updates.slice(0, 2)) {
      batch.update(docName("ticket", id), claim);
      batch.update(docName("chat", id), chat);
    }
    batch.named([{ id: "sam", name: "Samira", role: "student" }]);
    return batch;
  };
  return [first, second];
}

function device(): Replica {
  return openReplica("cleo", { indexedDB: new IDBFactory(), IDBKeyRange });
}

async function everythingOn(replica: Replica): Promise<unknown> {
  const docs = await heldDocs(replica);
  return {
    docs: [...docs].sort(),
    updates: [...(await updatesIn(replica, await rowsHolding(replica, [...docs])))].sort(),
    tickets: await replica.tickets.toArray(),
    messages: await replica.chatMessages.toArray(),
    people: await replica.people.toArray(),
    meta: await replica.meta.toArray(),
  };
}

test("two batches stored as one leave on the device what they leave one after the other", async () => {
  const [first, second] = history();
  const apart = device();
  await storeFeed(apart, me, first(), 6, 1_000);
  await storeFeed(apart, me, second(), 10, 1_000);
  const together = device();
  const one = first();
  one.absorb(second());
  expect(one.bytes).toBe(first().bytes + second().bytes);
  await storeFeed(together, me, one, 10, 1_000);
  expect(await everythingOn(together)).toEqual(await everythingOn(apart));
  expect(await apart.chatMessages.count()).toBe(2);
  expect((await heldDocs(apart)).size).toBe(12);
});

test("a batch that revokes says so, and one that brings nothing is empty", () => {
  const [first, second] = history();
  expect([first().revokes, second().revokes]).toEqual([true, false]);
  expect([new FeedBatch().empty, second().empty]).toEqual([true, false]);
});
