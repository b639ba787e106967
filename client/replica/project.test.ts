import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { expect, test } from "vitest";
import { encodeAppend } from "../../shared/log/append.ts";
import { openReplica } from "./database.ts";
import { FeedBatch } from "./feed-batch.ts";
import type { Me } from "./me.ts";
import { messagesOf } from "./reads.ts";
import { searchDesk } from "./search.ts";
import { storeFeed } from "./store-feed.ts";

const me: Me = { id: "cleo", name: "Cleo", role: "counselor", email: "", status: "active" };

test("[K21] a message with the id of one in another chat replaces nothing, shown or found", async () => {
  const replica = openReplica("cleo", { indexedDB: new IDBFactory(), IDBKeyRange });
  const [one, other] = [crypto.randomUUID(), crypto.randomUUID()];
  const id = crypto.randomUUID();
  let client = 1;
  const append = (...entries: object[]) => encodeAppend({ client: client++, clock: 0 }, null, entries);
  const entry = (type: string, by: string, payload: object = {}) => ({
    id: crypto.randomUUID(),
    type,
    by,
    at: 1_000,
    ...payload,
  });
  const batch = new FeedBatch();
  for (const ticket of [one, other]) {
    const opened = entry("ticket.opened", "mallory", { category: "other", urgency: "low", mode: "chat" });
    batch.update(`ticket/${ticket}`, append(opened, entry("ticket.claimed", "cleo")));
  }
  batch.update(`chat/${one}`, append({ ...entry("chat.message", "cleo", { body: "honest words" }), id }));
  await storeFeed(replica, me, batch, 5, 1_000);
  const later = new FeedBatch();
  later.update(
    `chat/${other}`,
    append({ ...entry("chat.message", "mallory", { body: "forged words" }), id }),
  );
  await storeFeed(replica, me, later, 6, 1_000);

  expect(await messagesOf(replica, one)).toMatchObject([{ by: "cleo", body: "honest words" }]);
  expect(await messagesOf(replica, other)).toMatchObject([{ by: "mallory", body: "forged words" }]);
  expect(await searchDesk(replica, "words")).toHaveLength(2);
  replica.close();
});
