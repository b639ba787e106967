import "fake-indexeddb/auto";
import { beforeEach, expect, test } from "vitest";
import { encodeAppend } from "../../shared/log/append.ts";
import type { Notice } from "../../shared/notifications/answers.ts";
import { noticeKinds } from "../../shared/notifications/kinds.ts";
import { NetworkProblem } from "../account/api.ts";
import { openReplica, type Replica } from "../replica/database.ts";
import { FeedBatch } from "../replica/feed-batch.ts";
import { storeFeed } from "../replica/store-feed.ts";
import { noticeWords } from "./notice-words.ts";
import { cameLate, markNotices, noticesIn, refreshNotices } from "./notices.ts";

let replica: Replica;
beforeEach(() => {
  replica = openReplica(crypto.randomUUID());
});

function notice(id: string, at: number, readAt: number | null = null): Notice {
  return { id, kind: "message", ticketId: "t", by: "carl", at, readAt };
}

/** A server of two lines, which can be away. */
function server(rows: Notice[]) {
  const state = { rows, away: false, marked: [] as string[] };
  const reached = () => {
    if (state.away) throw new NetworkProblem();
  };
  return {
    state,
    list: async () => {
      reached();
      return state.rows;
    },
    mark: async (ids: string[]) => {
      reached();
      state.marked.push(...ids);
      state.rows = state.rows.map((row) => (ids.includes(row.id) ? { ...row, readAt: 9 } : row));
    },
  };
}

const unread = async () =>
  (await noticesIn(replica)).filter(({ readAt }) => readAt === null).map(({ id }) => id);

test("what was heard stays there offline, the latest first", async () => {
  const there = server([notice("a", 1), notice("b", 2)]);
  await refreshNotices(replica, there);
  there.state.away = true;
  await refreshNotices(replica, there);
  expect((await noticesIn(replica)).map(({ id }) => id)).toEqual(["b", "a"]);
});

test("[O3] read offline it is read here at once, and on the server when that is back", async () => {
  const there = server([notice("a", 1), notice("b", 2)]);
  await refreshNotices(replica, there);
  there.state.away = true;
  await markNotices(replica, ({ id }) => id === "a", 5, there);
  expect(await unread()).toEqual(["b"]);
  there.state.away = false;
  await refreshNotices(replica, there);
  expect(there.state.marked).toEqual(["a"]);
  expect(await unread()).toEqual(["b"]);
});

test("a page that is repeated is unread again", async () => {
  const there = server([notice("a", 1)]);
  await refreshNotices(replica, there);
  await markNotices(replica, () => true, 5, there);
  there.state.rows = [notice("a", 6)];
  await refreshNotices(replica, there);
  expect(await unread()).toEqual(["a"]);
});

test("marking what is read asks the server nothing", async () => {
  const there = server([notice("a", 1, 3)]);
  await refreshNotices(replica, there);
  await markNotices(replica, () => true, 5, there);
  expect(there.state.marked).toEqual([]);
});

test("every kind has its own words, with and without a name", () => {
  for (const who of ["", "Carl"]) {
    const words = noticeKinds.map((kind) => noticeWords(kind, who));
    expect(new Set(words).size).toBe(noticeKinds.length);
    for (const text of words) expect(text).toMatch(/^\S.*\S$/);
  }
});

test("[O17] a notice of a session that had begun says so", async () => {
  const me = { id: "sam", name: "Sam", role: "student", email: "", status: "active" } as const;
  const ticketId = crypto.randomUUID();
  const opened = { type: "ticket.opened", by: "sam", at: 1, category: "other", urgency: "low", mode: "chat" };
  const planned = { type: "session.scheduled", by: "carl", at: 3, startsAt: 50, minutes: 50, mode: "video" };
  const entry = crypto.randomUUID();
  const batch = new FeedBatch();
  batch.update(
    `ticket/${ticketId}`,
    encodeAppend({ client: 1, clock: 0 }, null, [
      { id: crypto.randomUUID(), ...opened },
      { id: crypto.randomUUID(), type: "ticket.claimed", by: "carl", at: 2 },
      { id: entry, ...planned, sessionId: crypto.randomUUID(), timeZone: "UTC" },
    ]),
  );
  await storeFeed(replica, me, batch, 1, 10);
  const told = (kind: Notice["kind"], at: number) =>
    cameLate(replica, me, { id: `${entry}:${kind}:sam`, kind, ticketId, by: "carl", at, readAt: null });
  expect(await told("session-scheduled", 49)).toBe(false);
  expect(await told("session-scheduled", 50)).toBe(true);
  expect(await told("session-moved", 60)).toBe(true);
  expect(await told("claimed", 60)).toBe(false);
  for (const kind of ["session-scheduled", "session-moved"] as const)
    expect(noticeWords(kind, "", true)).toContain("after its start");
});
