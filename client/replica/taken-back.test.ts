import { Dexie } from "dexie";
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { expect, test } from "vitest";
import type { Entry } from "../../shared/entries/entry.ts";
import { encodeAppend } from "../../shared/log/append.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { updatesOf } from "./base.ts";
import { openReplica, type Replica } from "./database.ts";
import { FeedBatch } from "./feed-batch.ts";
import { logsOfTicket } from "./load.ts";
import type { Me } from "./me.ts";
import { dropBase } from "./reset.ts";
import { searchDesk } from "./search.ts";
import { storeFeed } from "./store-feed.ts";

const me: Me = { id: "sam", name: "Sam", role: "student", email: "", status: "active" };
const ticketId = "6f1c2f0e-5a53-4c1b-9d5e-0d3a1f6b7c10";
const secret = "unsayable";
const chat = docName("chat", ticketId);
const id = (n: number) => `6f1c2f0e-5a53-4c1b-9d5e-0d3a1f6b7d${n}0`;
const opened = {
  id: id(1),
  type: "ticket.opened",
  by: "sam",
  at: 1,
  category: "other",
  urgency: "low",
  mode: "chat",
};
const file = { sha256: "a".repeat(64), name: `${secret}.txt`, type: "text/plain", size: 3 };
const message = { id: id(2), type: "chat.message", by: "sam", at: 2, body: secret, attachments: [file] };
const another = { id: id(3), type: "chat.message", by: "sam", at: 3, body: "stays" };
const redacted = { id: id(4), type: "chat.redacted", by: "sam", at: 4, message: message.id };
const ticketUpdate = encodeAppend({ client: 1, clock: 0 }, null, [opened]);
const chatUpdate = encodeAppend({ client: 2, clock: 0 }, null, [message, another]);
const redaction = encodeAppend({ client: 3, clock: 0 }, { client: 2, clock: 1 }, [redacted]);

async function fed(replica: Replica, cursor: number, ...updates: [ReturnType<typeof docName>, Uint8Array][]) {
  const batch = new FeedBatch();
  batch.granted(updates.map(([doc]) => doc));
  for (const [doc, update] of updates) batch.update(doc, update);
  await storeFeed(replica, me, batch, cursor, 1_000);
}

/** Names of the tables in which these words stand, as text or in bytes. */
async function tablesWith(replica: Replica, words: string): Promise<string[]> {
  const bytesAsText = (_: string, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value;
  const found: string[] = [];
  for (const table of replica.tables)
    if (JSON.stringify(await table.toArray(), bytesAsText).includes(words)) found.push(table.name);
  return found;
}

test("[D25] a device that hears of it keeps the words nowhere, and the order of the log", async () => {
  const replica = openReplica("sam", { indexedDB: new IDBFactory(), IDBKeyRange });
  await fed(replica, 1, [docName("ticket", ticketId), ticketUpdate], [chat, chatUpdate]);
  const row = { ticketId, doc: chat, entry: message as Entry, at: 1 };
  await replica.tray.put({ ...row, id: message.id, text: null, reason: { code: "revoked" }, title: null });
  await replica.resend.add({ ...row, id: message.id, kind: "chat", update: null });
  expect(await searchDesk(replica, secret)).toHaveLength(1);
  expect(await tablesWith(replica, secret)).toEqual(
    expect.arrayContaining(["parts", "chatMessages", "tray", "resend"]),
  );
  await fed(replica, 2, [chat, redaction]);
  expect(await tablesWith(replica, secret)).toEqual([]);
  expect(await searchDesk(replica, secret)).toEqual([]);
  expect((await logsOfTicket(replica, ticketId)).chat).toEqual([
    { ...message, body: "…", attachments: [] },
    another,
    redacted,
  ]);
  expect(await replica.chatMessages.toArray()).toMatchObject([
    { body: "", attachments: [], redacted: true },
    { body: "stays", redacted: false },
  ]);
  replica.close();
});

test("[D25] what it sends again to a restored server has no words, whether the server had heard it or not", async () => {
  for (const heard of [true, false]) {
    const replica = openReplica("sam", { indexedDB: new IDBFactory(), IDBKeyRange });
    await fed(replica, 1, [docName("ticket", ticketId), ticketUpdate], [chat, chatUpdate]);
    if (heard) await fed(replica, 2, [chat, redaction]);
    else
      await replica.outbox.add({
        id: redacted.id,
        ticketId,
        doc: chat,
        kind: "chat",
        entry: redacted as Entry,
        update: null,
        state: "waiting",
        at: 4,
      });
    await dropBase(replica, me, "another server", 2_000);
    const resent = (await replica.resend.toArray()).map(({ entry }) => entry);
    expect(resent).toContainEqual({ ...message, body: "…", attachments: [] });
    expect(JSON.stringify(resent).includes(secret)).toBe(false);
    expect(JSON.stringify([resent, await replica.outbox.toArray()])).toContain("chat.redacted");
    replica.close();
  }
});

test("[D25] an update of the app erases what the earlier one kept", async () => {
  const options = { indexedDB: new IDBFactory(), IDBKeyRange };
  const before = new Dexie("alcove-sam", options);
  before.version(5).stores({ held: "++id, *docs", parts: "id" });
  await before.table("held").add({ id: 1, docs: [chat] });
  await before.table("parts").add({
    id: 1,
    updates: [chatUpdate, redaction].map((bytes) => ({ doc: chat, bytes })),
  });
  before.close();
  const replica = openReplica("sam", options);
  expect(await tablesWith(replica, secret)).toEqual([]);
  expect(await updatesOf(replica, chat)).toHaveLength(2);
  replica.close();
});
