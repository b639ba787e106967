import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { afterEach, beforeEach, expect, test } from "vitest";
import { encodeAppend } from "../../shared/log/append.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { act, sendMessage } from "./actions.ts";
import { updatesOf } from "./base.ts";
import { mayNow } from "./can.ts";
import { openReplica, type Replica } from "./database.ts";
import { FeedBatch } from "./feed-batch.ts";
import type { Me } from "./me.ts";
import { nextPush } from "./next-push.ts";
import { readBase } from "./read-base.ts";
import { ticketById } from "./reads.ts";
import type { DeskSession } from "./session.ts";
import { storeFeed } from "./store-feed.ts";

const me: Me = { id: "cleo", name: "Cleo", role: "counselor", email: "", status: "active" };
const id = "0b8f6a0e-5a55-4f1b-9a3c-6f0f4f0d2a11";
const ticket = docName("ticket", id);
const chat = docName("chat", id);

let replica: Replica;
let session: DeskSession;
let clients = 1;
beforeEach(() => {
  replica = openReplica("cleo", { indexedDB: new IDBFactory(), IDBKeyRange });
  session = { me, replica, wake: () => undefined, now: () => 5_000 };
});
afterEach(() => replica.close());

const entry = (type: string, by: string, payload: object = {}) => ({
  id: crypto.randomUUID(),
  type,
  by,
  at: 1_000,
  ...payload,
});

async function store(doc: string, cursor: number, ...entries: object[]): Promise<void> {
  const { tail } = readBase(await updatesOf(replica, docName(doc === ticket ? "ticket" : "chat", id)));
  const batch = new FeedBatch();
  batch.granted([ticket, chat]);
  batch.update(doc, encodeAppend({ client: clients++, clock: 0 }, tail, entries));
  await storeFeed(replica, me, batch, cursor, 5_000);
}

async function claimed(): Promise<void> {
  await store(
    ticket,
    1,
    entry("ticket.opened", "sam", { category: "other", urgency: "low", mode: "chat" }),
    entry("ticket.claimed", "cleo"),
  );
  await store(chat, 2, entry("chat.message", "sam", { body: "Hello" }));
}

const row = async () => {
  const found = await ticketById(replica, id);
  if (found === null) throw new Error("the ticket is there");
  return found;
};
const pushed = () => nextPush(replica, me, id, () => null, 5_000);

test.each([
  ["a type", entry("ticket.paused", "sam", { until: 9 })],
  ["a field", entry("ticket.triaged", "cleo", { urgency: "high", why: "code" })],
  ["a code", entry("ticket.edited", "sam", { category: "sleep" })],
])(
  "[D12] %s that this app does not know: its bytes stay, nothing is appended to that log, the chat goes on",
  async (_, unknown) => {
    await claimed();
    await store(ticket, 3, unknown);
    expect((await row()).newer).toEqual(["ticket"]);
    expect(readBase(await updatesOf(replica, ticket)).values).toContainEqual(unknown);

    expect(mayNow(me, await row(), { type: "ticket.closed", resolution: "helped" })).toBe(false);
    await expect(act(session, id, { type: "ticket.closed", resolution: "helped" })).rejects.toThrow(
      /newer version/,
    );
    expect(mayNow(me, await row(), { type: "chat.message", body: "Hi" })).toBe(true);
    const message = await sendMessage(session, id, "Hi");
    expect(await pushed()).toMatchObject({ doc: chat, ids: [message] });
  },
);

test("[D12] what waits for such a log waits for the update and is neither pushed nor refused", async () => {
  await claimed();
  await act(session, id, { type: "ticket.triaged", urgency: "high" });
  await store(ticket, 3, entry("ticket.paused", "sam"));
  expect(await pushed()).toBeNull();
  const message = await sendMessage(session, id, "Hi");
  expect(await pushed()).toMatchObject({ doc: chat, ids: [message] });
  expect(await replica.outbox.count()).toBe(2);
  expect(await replica.tray.count()).toBe(0);
});

test("[D12] in the chat it stands in nobody's way", async () => {
  await claimed();
  await store(chat, 3, entry("chat.reacted", "sam", { to: "x" }));
  expect((await row()).newer).toEqual(["chat"]);
  await sendMessage(session, id, "Hi");
  expect(await pushed()).toMatchObject({ doc: chat });
  await act(session, id, { type: "ticket.closed", resolution: "helped" });
  expect((await row()).status).toBe("closed");
});
