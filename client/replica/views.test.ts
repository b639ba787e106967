import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { afterEach, beforeEach, expect, test } from "vitest";
import { encodeAppend } from "../../shared/log/append.ts";
import { openReplica, type Replica } from "./database.ts";
import { FeedBatch } from "./feed-batch.ts";
import type { Me } from "./me.ts";
import { countsOfViews, mySessions, queueViews, ticketsIn } from "./reads.ts";
import { searchDesk } from "./search.ts";
import { storeFeed } from "./store-feed.ts";
import { ticketIdsIn } from "./views.ts";

const now = new Date("2026-03-04T10:00:00").getTime();
const me: Me = { id: "cleo", name: "Cleo", role: "counselor", email: "", status: "active" };

let replica: Replica;
let ids: string[];
let client = 1;

beforeEach(async () => {
  replica = openReplica("cleo", { indexedDB: new IDBFactory(), IDBKeyRange });
  ids = [];
});

afterEach(() => replica.close());

type Facts = {
  urgency?: string;
  at?: number;
  after?: { type: string; [field: string]: unknown }[];
  says?: string;
};

async function given(title: string, { urgency = "low", at = now, after = [], says }: Facts): Promise<string> {
  const id = crypto.randomUUID();
  const entry = (type: string, by: string, payload: object = {}) => ({
    id: crypto.randomUUID(),
    type,
    by,
    at,
    ...payload,
  });
  const batch = new FeedBatch();
  const opened = entry("ticket.opened", "sam", { category: "other", urgency, mode: "chat" });
  const rest = after.map(({ type, ...payload }) => entry(type, "cleo", payload));
  batch.update(`ticket/${id}`, encodeAppend({ client: client++, clock: 0 }, null, [opened, ...rest]));
  const written = entry("request.written", "sam", { title, description: "what it is about" });
  batch.update(`request/${id}`, encodeAppend({ client: client++, clock: 0 }, null, [written]));
  if (says !== undefined) {
    const message = entry("chat.message", "sam", { body: says });
    batch.update(`chat/${id}`, encodeAppend({ client: client++, clock: 0 }, null, [message]));
  }
  batch.named([{ id: "sam", name: "Samira Said", role: "student" }]);
  await storeFeed(replica, me, batch, client, now);
  ids.push(id);
  return id;
}

const claimed = { type: "ticket.claimed" };
const scheduled = (startsAt: number) => ({
  type: "session.scheduled",
  sessionId: crypto.randomUUID(),
  startsAt,
  minutes: 50,
  mode: "video",
  timeZone: "UTC",
});

test("each view holds what its name says, by urgency and then by waiting time, and the counts agree", async () => {
  await given("new", { at: now - 1_000 });
  await given("older", { at: now - 9_000 });
  await given("urgent", { urgency: "crisis" });
  await given("mine today", { after: [claimed, scheduled(now + 3_600_000)] });
  await given("mine next week", { after: [claimed, scheduled(now + 7 * 86_400_000)], says: "please answer" });
  await given("over", {
    urgency: "crisis",
    after: [claimed, { type: "ticket.closed", resolution: "helped" }],
  });
  const titles = async (view: (typeof queueViews)[number]) =>
    (await ticketsIn(replica, me, view, now)).map((row) => row.title);
  expect(await titles("unclaimed")).toEqual(["urgent", "older", "new"]);
  expect((await titles("mine")).sort()).toEqual(["mine next week", "mine today"]);
  expect(await titles("crisis")).toEqual(["urgent"]);
  expect(await titles("today")).toEqual(["mine today"]);
  expect(await titles("waiting-for-me")).toEqual(["mine next week"]);
  expect(await titles("closed")).toEqual(["over"]);
  const counts = await countsOfViews(replica, me, now);
  for (const view of queueViews) {
    const rows = await ticketsIn(replica, me, view, now);
    expect(counts[view]).toBe(rows.length);
    expect(await ticketIdsIn(replica, me, view, now)).toEqual(rows.map((row) => row.id));
  }
  expect((await mySessions(replica, me)).map((each) => each.title)).toEqual(["mine today", "mine next week"]);
});

test("the ids of a view, read from the index alone, stand in the order of its rows", async () => {
  const urgencies = ["low", "medium", "high", "crisis"];
  const closed = { type: "ticket.closed", resolution: "helped" };
  for (let index = 0; index < 40; index++) {
    const after = [[], [], [claimed], [claimed, closed]][index % 4] ?? [];
    await given(`ticket ${index}`, {
      urgency: urgencies[(index * 7) % 4] ?? "low",
      at: now - (index % 9) * 1_000,
      after,
    });
  }
  for (const view of queueViews) {
    const rows = await ticketsIn(replica, me, view, now);
    expect(await ticketIdsIn(replica, me, view, now)).toEqual(rows.map((row) => row.id));
    const pairs = rows.slice(1).map((row, index) => [rows[index], row] as const);
    for (const [before, row] of view === "closed" || view === "all" ? [] : pairs) {
      const order =
        (before?.urgencyRank ?? 0) - row.urgencyRank || row.state.openedAt - (before?.state.openedAt ?? 0);
      expect(order).toBeGreaterThanOrEqual(0);
    }
  }
  const ends = (await ticketsIn(replica, me, "closed", now)).map((row) => row.state.endedAt ?? 0);
  expect(ends).toEqual(ends.toSorted((a, b) => b - a));
  expect(await ticketIdsIn(replica, me, "unclaimed", now)).toHaveLength(20);
});

test("search finds tickets by their words and people, and messages, and follows what changes", async () => {
  const first = await given("Exam fear", { after: [claimed], says: "The thesis weighs on me" });
  const second = await given("Room mates", {});
  expect((await searchDesk(replica, "exam")).map((hit) => hit.ticketId)).toEqual([first]);
  expect(await searchDesk(replica, "thes")).toMatchObject([{ ticketId: first, where: "message" }]);
  expect((await searchDesk(replica, "samira")).map((hit) => hit.ticketId).sort()).toEqual(
    [first, second].sort(),
  );
  const third = await given("Exam again", {});
  expect((await searchDesk(replica, "exam")).map((hit) => hit.ticketId).sort()).toEqual(
    [first, third].sort(),
  );
  const batch = new FeedBatch();
  batch.revoked([`ticket/${first}`, `request/${first}`, `chat/${first}`]);
  await storeFeed(replica, me, batch, 99, now);
  expect((await searchDesk(replica, "exam")).map((hit) => hit.ticketId)).toEqual([third]);
  expect(await searchDesk(replica, "thesis")).toEqual([]);
  expect(await searchDesk(replica, "  ")).toEqual([]);
});
