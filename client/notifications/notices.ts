import { type Notice, noticesAnswer } from "../../shared/notifications/answers.ts";
import { api, NetworkProblem, nothing } from "../account/api.ts";
import type { Replica } from "../replica/database.ts";
import type { Me } from "../replica/me.ts";
import { historyOf } from "../replica/reads.ts";
import type { NoticeRow } from "../replica/schema.ts";

/** Notices marked in one request; the server takes no more. */
const marksAtOnce = 100;

/** Where the server's list comes from, and where marks go; a test gives its own. @throws NetworkProblem, ApiProblem */
export type NoticeServer = { list(): Promise<Notice[]>; mark(ids: string[]): Promise<void> };

export const noticeServer: NoticeServer = {
  list: async () => (await api.get("/api/notices", noticesAnswer)).notices,
  mark: async (ids) => {
    await api.post("/api/notices/read", { ids }, nothing);
  },
};

/** What this device knows of, the latest first. */
export async function noticesIn(replica: Replica): Promise<NoticeRow[]> {
  return replica.notices.orderBy("at").reverse().toArray();
}

/** Whether a session was told of when it had begun. A notice's id begins with that of the entry it tells of. */
export async function cameLate(
  replica: Replica,
  me: Me,
  { id, kind, ticketId, at }: Notice,
): Promise<boolean> {
  if (kind !== "session-scheduled" && kind !== "session-moved") return false;
  const history = await historyOf(replica, me, ticketId);
  return history.some(
    ({ entry }) =>
      entry.type === "session.scheduled" && id.startsWith(`${entry.id}:`) && at >= entry.startsAt,
  );
}

/** Tells the server what was read here, then takes its list. Offline it changes nothing: what was seen stays. */
export async function refreshNotices(replica: Replica, server: NoticeServer = noticeServer): Promise<void> {
  try {
    await sendMarks(replica, server);
    const list = await server.list();
    await replica.transaction("rw", replica.notices, async () => {
      const marked = new Map((await replica.notices.toArray()).map((row) => [row.id, row]));
      await replica.notices.clear();
      await replica.notices.bulkPut(list.map((notice) => withOwnMark(notice, marked.get(notice.id))));
    });
  } catch (error) {
    if (!(error instanceof NetworkProblem)) throw error;
  }
}

/** Read here while the answer was on its way: still read. A notice that was told anew since is unread again. */
function withOwnMark(notice: Notice, known: NoticeRow | undefined): NoticeRow {
  const toMark = known?.toMark === true && notice.readAt === null && notice.at === known.at;
  return { ...notice, readAt: toMark ? (known?.readAt ?? null) : notice.readAt, toMark };
}

/** Marks notices as seen, here at once and on the server as soon as it can be reached. */
export async function markNotices(
  replica: Replica,
  which: (notice: NoticeRow) => boolean,
  now: number,
  server: NoticeServer = noticeServer,
): Promise<void> {
  const changed = await replica.transaction("rw", replica.notices, async () => {
    const unread = (await replica.notices.toArray()).filter((row) => row.readAt === null && which(row));
    await replica.notices.bulkPut(unread.map((row) => ({ ...row, readAt: now, toMark: true })));
    return unread.length;
  });
  if (changed === 0) return;
  try {
    await sendMarks(replica, server);
  } catch (error) {
    if (!(error instanceof NetworkProblem)) throw error;
  }
}

async function sendMarks(replica: Replica, server: NoticeServer): Promise<void> {
  for (;;) {
    const waiting = (await replica.notices.toArray()).filter(({ toMark }) => toMark).slice(0, marksAtOnce);
    if (waiting.length === 0) return;
    const ids = waiting.map(({ id }) => id);
    await server.mark(ids);
    await replica.notices.where("id").anyOf(ids).modify({ toMark: false });
  }
}
