import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { afterEach, beforeEach, expect, test } from "vitest";
import { encodeAppend } from "../../shared/log/append.ts";
import { openReplica, type Replica } from "./database.ts";
import { FeedBatch } from "./feed-batch.ts";
import type { Me } from "./me.ts";
import { searchDesk, ticketsFound } from "./search.ts";
import { storeFeed } from "./store-feed.ts";

const me: Me = { id: "cleo", name: "Cleo", role: "counselor", email: "", status: "active" };
const ticket = crypto.randomUUID();
let replica: Replica;

/** A claimed ticket with these messages of its student, the oldest first. */
async function conversation(...bodies: string[]): Promise<void> {
  let at = 1_000;
  const entry = (type: string, by: string, payload: object = {}) => ({
    id: crypto.randomUUID(),
    type,
    by,
    at: at++,
    ...payload,
  });
  const batch = new FeedBatch();
  const opened = entry("ticket.opened", "sam", { category: "other", urgency: "low", mode: "chat" });
  batch.update(
    `ticket/${ticket}`,
    encodeAppend({ client: 1, clock: 0 }, null, [opened, entry("ticket.claimed", "cleo")]),
  );
  const messages = bodies.map((body) => entry("chat.message", "sam", { body }));
  batch.update(`chat/${ticket}`, encodeAppend({ client: 2, clock: 0 }, null, messages));
  await storeFeed(replica, me, batch, 5, 1_000);
}

beforeEach(() => {
  replica = openReplica("cleo", { indexedDB: new IDBFactory(), IDBKeyRange });
});
afterEach(() => replica.close());

test("[D28] any message of a conversation finds its ticket, not only the last", async () => {
  await conversation("About my landlord", "and nothing else", "thanks");
  expect(await ticketsFound(replica, "LANDLORD")).toEqual(new Set([ticket]));
  expect(await ticketsFound(replica, "tenant")).toEqual(new Set());
  expect(await ticketsFound(replica, " ")).toEqual(new Set());
});

test.each([
  ["Ich heiße Müller", "muller"],
  ["我最近睡眠不好", "睡眠"],
  ["نمی‌خواهم", "نمیخواهم"],
  ["Đã lâu không ngủ", "da lau"],
])("[D28] %s is found by %s", async (written, typed) => {
  await conversation(written, "thanks");
  expect(await searchDesk(replica, typed)).toMatchObject([{ ticketId: ticket, where: "message" }]);
});

test("[D29] a snippet begins and ends between letters", async () => {
  await conversation(`${"👩‍👩‍👧‍👦".repeat(200)} needle ${"🇩🇪".repeat(200)}`);
  const [hit] = await searchDesk(replica, "needle");
  expect(hit?.snippet).toMatch(/^…(👩‍👩‍👧‍👦)+ needle (🇩🇪)+…$/);
});
