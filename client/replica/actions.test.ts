import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTicketsAtMost } from "../../shared/policy/may-append.ts";
import type { Role } from "../../shared/policy/roles.ts";
import {
  act,
  cancelWaiting,
  editRequest,
  markSeen,
  NotAllowed,
  NotAnEntry,
  OutboxFull,
  openTicket,
  redactMessage,
  saveDraft,
  sendAgainFromTray,
  sendMessage,
} from "./actions.ts";
import { mayNow, mayOpenTicket } from "./can.ts";
import { openReplica, type Replica } from "./database.ts";
import { outboxLimits } from "./outbox.ts";
import { draft, historyOf, messagesOf, ticketById, trayItems, waitingCount } from "./reads.ts";
import type { DeskSession } from "./session.ts";

const asked = {
  category: "academic",
  urgency: "crisis",
  mode: "chat",
  title: "Title",
  description: "Words",
} as const;

let replica: Replica;
let session: DeskSession;
let woken: number;

function sessionOf(id: string, role: Role): DeskSession {
  return {
    me: { id, name: id, role, email: "", status: "active" },
    replica,
    wake: () => {
      woken++;
    },
    now: () => 1_000,
  };
}

beforeEach(() => {
  replica = openReplica("sam", { indexedDB: new IDBFactory(), IDBKeyRange });
  session = sessionOf("sam", "student");
  woken = 0;
});

afterEach(() => replica.close());

test("asking for help writes facts and words apart, and wakes the engine once", async () => {
  const id = await openTicket(session, asked);
  expect((await replica.outbox.toArray()).map((row) => [row.doc, row.entry?.type])).toEqual([
    [`ticket/${id}`, "ticket.opened"],
    [`request/${id}`, "request.written"],
  ]);
  expect(woken).toBe(1);
  expect(await ticketById(replica, id)).toMatchObject({
    status: "open",
    urgencyRank: 3,
    readable: ["ticket", "request", "chat"],
    waiting: 2,
  });
  expect((await historyOf(replica, session.me, id)).map((item) => item.state)).toEqual(["waiting"]);
});

test("what the policy does not allow is refused by its rule and nothing at all is written", async () => {
  const id = await openTicket(session, asked);
  await expect(act(session, id, { type: "ticket.claimed" })).rejects.toMatchObject({
    rule: "claim-needs-counselor",
  });
  await expect(openTicket(sessionOf("cleo", "counselor"), asked)).rejects.toThrow(NotAllowed);
  await expect(editRequest(session, id, { title: " " })).rejects.toThrow(NotAnEntry);
  expect(await replica.outbox.count()).toBe(2);
  expect(await replica.tickets.count()).toBe(1);
});

test("a full outbox says so, and what is in it stays", async () => {
  const id = await openTicket(session, asked);
  const row = (await replica.outbox.toArray())[0];
  if (row === undefined) throw new Error("there is one");
  const { order: _, ...rest } = row;
  await replica.outbox.bulkAdd(
    Array.from({ length: outboxLimits.rows - 2 }, () => ({
      ...rest,
      id: crypto.randomUUID(),
      ticketId: "other",
    })),
  );
  await expect(sendMessage(session, id, "one more")).rejects.toThrow(OutboxFull);
  expect(await replica.outbox.count()).toBe(outboxLimits.rows);
});

test("a message taken back shows nothing of what it said", async () => {
  const id = await openTicket(session, asked);
  const message = await sendMessage(session, id, "oh no");
  await redactMessage(session, id, message);
  expect(await messagesOf(replica, id)).toMatchObject([{ redacted: true, body: "" }]);
  expect((await ticketById(replica, id))?.lastMessage).toBeNull();
});

test("taking back what only waits removes it; what was built on it goes to the tray", async () => {
  const id = await openTicket(session, asked);
  await act(session, id, { type: "ticket.closed", resolution: "withdrawn" });
  const closing = (await replica.outbox.toArray()).at(-1)?.id ?? "";
  await act(session, id, { type: "ticket.reopened" });
  expect(await cancelWaiting(session, closing)).toBe(true);
  expect(await ticketById(replica, id)).toMatchObject({ status: "open" });
  expect(await trayItems(replica)).toMatchObject([
    { entry: { type: "ticket.reopened" }, reason: { code: "cancelled", rule: "reopen-needs-ended" } },
  ]);
});

test("what is being sent cannot be taken back any more", async () => {
  const id = await openTicket(session, asked);
  const message = await sendMessage(session, id, "gone");
  await replica.outbox.where("id").equals(message).modify({ state: "sending" });
  expect(await cancelWaiting(session, message)).toBe(false);
  expect(await messagesOf(replica, id)).toHaveLength(1);
});

test("sending again from the tray makes a new entry, changed or not; a no keeps the row", async () => {
  const id = await openTicket(session, asked);
  const message = await sendMessage(session, id, "again");
  const row = await replica.outbox.where("id").equals(message).first();
  if (row?.entry == null) throw new Error("it waits");
  const tray = { ticketId: id, doc: row.doc, text: null, reason: { code: "policy" }, at: 1, title: null };
  await replica.tray.bulkAdd([
    { ...tray, id: "one", entry: row.entry },
    { ...tray, id: "two", entry: { id: crypto.randomUUID(), type: "ticket.claimed", by: "sam", at: 1 } },
  ]);
  await sendAgainFromTray(session, "one", { type: "chat.message", body: "better words" });
  await expect(sendAgainFromTray(session, "two")).rejects.toThrow(NotAllowed);
  expect((await trayItems(replica)).map((each) => each.id)).toEqual(["two"]);
  expect((await messagesOf(replica, id)).map((each) => each.body)).toEqual(["again", "better words"]);
});

test("reading offline makes one entry, not one for each look", async () => {
  const id = await openTicket(session, asked);
  const theirs = [1, 2].map((at) => ({
    id: crypto.randomUUID(),
    type: "chat.message",
    by: "cleo",
    at,
    body: "b",
  }));
  const { encodeAppend } = await import("../../shared/log/append.ts");
  const { storeFeed } = await import("./store-feed.ts");
  const { FeedBatch } = await import("./feed-batch.ts");
  const batch = new FeedBatch();
  batch.granted([`chat/${id}`]);
  batch.update(`chat/${id}`, encodeAppend({ client: 7, clock: 0 }, null, theirs));
  await storeFeed(replica, session.me, batch, 1, 1_000);
  expect((await ticketById(replica, id))?.unread).toBe(2);
  for (const each of theirs) await markSeen(session, id, each.id);
  expect((await ticketById(replica, id))?.unread).toBe(0);
  expect((await replica.outbox.toArray()).filter((row) => row.entry?.type === "chat.seen")).toHaveLength(1);
  // Nobody did anything: the mark goes out, and nothing is said to wait.
  const opened = 2;
  expect(await waitingCount(replica)).toBe(opened);
  expect((await ticketById(replica, id))?.waiting).toBe(opened);
  await sendMessage(session, id, "thank you");
  expect(await waitingCount(replica)).toBe(opened + 1);
});

test("drafts are kept until they are empty", async () => {
  await saveDraft(session, "chat/x", "half");
  expect(await draft(replica, "chat/x")).toBe("half");
  await saveDraft(session, "chat/x", "");
  expect(await replica.drafts.count()).toBe(0);
});

test("a button is there only when the policy would say yes", async () => {
  const id = await openTicket(session, asked);
  const row = await ticketById(replica, id);
  if (row === null) throw new Error("it was opened");
  const counselor = sessionOf("cleo", "counselor").me;
  expect(mayNow(session.me, row, "ticket.closed")).toBe(true);
  expect(mayNow(session.me, row, "ticket.claimed")).toBe(false);
  expect(mayNow(counselor, row, "ticket.claimed")).toBe(true);
  expect(mayNow(counselor, row, { type: "ticket.assigned", to: "cleo" })).toBe(false);
  expect(mayNow({ ...counselor, status: "suspended" }, row, "ticket.claimed")).toBe(false);
  const claimed = { ...row, state: { ...row.state, status: "claimed" as const, assigned: counselor.id } };
  expect(mayNow(counselor, claimed, "session.scheduled")).toBe(true);
  expect([mayOpenTicket(session.me), mayOpenTicket(counselor)]).toEqual([true, false]);
});

test("[P12] a student opens 20 tickets on a device, and one more when one of them is closed", async () => {
  const opened: string[] = [];
  for (let count = 0; count < openTicketsAtMost; count++) opened.push(await openTicket(session, asked));
  await expect(openTicket(session, asked)).rejects.toMatchObject({ rule: "open-needs-few" });
  const [first = ""] = opened;
  await act(session, first, { type: "ticket.closed", resolution: "withdrawn" });
  await openTicket(session, asked);
  await expect(act(session, first, { type: "ticket.reopened" })).rejects.toBeInstanceOf(NotAllowed);
});
