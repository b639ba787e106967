import "fake-indexeddb/auto";
import { beforeEach, expect, test } from "vitest";
import type { Notice } from "../../shared/notifications/answers.ts";
import { noticeKinds } from "../../shared/notifications/kinds.ts";
import { NetworkProblem } from "../account/api.ts";
import { openReplica, type Replica } from "../replica/database.ts";
import { noticeWords } from "./notice-words.ts";
import { markNotices, noticesIn, refreshNotices } from "./notices.ts";

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
