import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { expect, test } from "vitest";
import { encodeAppend } from "../../shared/log/append.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { openReplica } from "./database.ts";
import { FeedBatch } from "./feed-batch.ts";
import type { Me } from "./me.ts";
import { readMeta } from "./meta.ts";
import { reproject } from "./reproject.ts";
import { storeFeed } from "./store-feed.ts";

const me: Me = { id: "sam", name: "Sam", role: "student", email: "", status: "active" };
const entry = (type: string, payload: object) => ({
  id: crypto.randomUUID(),
  type,
  by: "sam",
  at: 1,
  ...payload,
});

test("[D11] an updated app projects again, once, what an earlier one had projected", async () => {
  const replica = openReplica("sam", { indexedDB: new IDBFactory(), IDBKeyRange });
  const ticketId = crypto.randomUUID();
  const ticket = docName("ticket", ticketId);
  const request = docName("request", ticketId);
  const chat = docName("chat", ticketId);
  const batch = new FeedBatch();
  batch.granted([ticket, request, chat]);
  const opened = entry("ticket.opened", { category: "other", urgency: "low", mode: "chat" });
  const said = entry("chat.message", { body: "Hello" });
  batch.update(ticket, encodeAppend({ client: 1, clock: 0 }, null, [opened]));
  batch.update(
    chat,
    encodeAppend({ client: 2, clock: 0 }, null, [said, entry("chat.redacted", { message: said.id })]),
  );
  await storeFeed(replica, me, batch, 1, 1);
  const projected = async () => [await replica.tickets.toArray(), await replica.chatMessages.toArray()];
  const before = await projected();
  await replica.tickets.update(ticketId, { openedAt: -1 });
  await replica.chatMessages.where("ticketId").equals(ticketId).delete();

  await replica.meta.put({ key: "projection", value: "of an earlier app" });
  await reproject(replica, me, 1);
  expect(await projected()).toEqual(before);
  const { projection } = await readMeta(replica);
  await replica.tickets.update(ticketId, { openedAt: -1 });
  await reproject(replica, me, 1);
  expect((await replica.tickets.get(ticketId))?.openedAt).toBe(-1);
  expect((await readMeta(replica)).projection).toBe(projection);
  replica.close();
});
