import { type Draft, type Entry, logKindOf } from "../../shared/entries/entry.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { parseDraft } from "./drafted.ts";
import { judgeOn } from "./judge.ts";
import { logsOfTicket, outboxOf } from "./load.ts";
import { readMeta } from "./meta.ts";
import { DeviceFull, NotAllowed, NotAnEntry, OutboxFull } from "./not-allowed.ts";
import { outboxLimits } from "./outbox.ts";
import { idsIn } from "./overlay.ts";
import { type Judge, Play } from "./play.ts";
import { project, projectionTables } from "./project.ts";
import { isDiskFull } from "./room.ts";
import type { OutboxRow } from "./schema.ts";
import type { DeskSession } from "./session.ts";

/** A ticket's overlay as something to ask and to go on from. */
export type Overlaid = { play: Play; rows: OutboxRow[]; judge: Judge };

/** The milliseconds an entry made now carries: the server's clock as far as the device knows it. */
export async function nowOf(session: DeskSession): Promise<number> {
  const { clockOffset } = await readMeta(session.replica);
  // A clock that has just begun again at 1970, less what it was ahead before, would be no time at all.
  return Math.max(0, (session.now ?? Date.now)() + clockOffset);
}

/**
 * Runs `work` in the one transaction that an action is, then tells the engine.
 * @throws DeviceFull, and whatever `work` throws: then nothing at all is written
 */
export async function asAction<Result>(session: DeskSession, work: () => Promise<Result>): Promise<Result> {
  const { replica } = session;
  // Dexie follows a transaction through an async function, not through a plain one that returns a promise.
  const result = await withRoom(session, () =>
    replica.transaction("rw", projectionTables(replica), async () => work()),
  );
  session.wake();
  return result;
}

/** Writes, and says in its own words when the device has no room. @throws DeviceFull */
export async function withRoom<Result>(
  session: Pick<DeskSession, "noRoom">,
  work: () => PromiseLike<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    session.noRoom?.();
    throw new DeviceFull();
  }
}

/**
 * Puts drafts for one ticket into the outbox, each judged on what the ones before made true.
 * Runs inside an action's transaction.
 * @throws NotAllowed, NotAnEntry, OutboxFull: then nothing at all is written
 */
export async function write(
  session: DeskSession,
  ticketId: string,
  drafts: readonly Draft[],
): Promise<Entry[]> {
  const { replica, me } = session;
  if ((await replica.outbox.count()) + drafts.length > outboxLimits.rows) throw new OutboxFull();
  const at = await nowOf(session);
  const { play, judge: judgeHere } = await overlaid(session, ticketId, at);
  const opens = drafts.some(({ type }) => type === "ticket.opened" || type === "ticket.reopened");
  const judge = opens ? { ...judgeHere, openTickets: await openTicketsOf(session) } : judgeHere;
  const entries: Entry[] = [];
  for (const draft of drafts) {
    const parsed = parseDraft(draft, { id: crypto.randomUUID(), by: me.id, at });
    if (!parsed.ok) throw new NotAnEntry(parsed.detail);
    const ruling = play.rule(parsed.entry, judge);
    if (!ruling.allowed) throw new NotAllowed(ruling.rule);
    play.apply(parsed.entry);
    entries.push(parsed.entry);
  }
  await replica.outbox.bulkAdd(entries.map((entry) => rowOf(ticketId, entry)));
  await project(replica, me, at, [ticketId]);
  return entries;
}

/** The ticket as its base and outbox make it. Runs inside the caller's transaction. */
export async function overlaid(session: DeskSession, ticketId: string, now: number): Promise<Overlaid> {
  const { replica, me } = session;
  const logs = await logsOfTicket(replica, ticketId);
  const known = idsIn(logs);
  const rows = ((await outboxOf(replica, [ticketId])).get(ticketId) ?? []).filter(
    (row) => !known.has(row.id),
  );
  const judge = await judgeOn(replica, me, now);
  const play = Play.of(ticketId, logs);
  for (const row of rows) play.take(row, judge);
  return { play, rows, judge };
}

/** The person's own tickets on this device that have not ended, those that wait to be sent too. */
function openTicketsOf({ replica, me }: DeskSession): Promise<number> {
  return replica.tickets
    .filter(
      ({ state }) => state.student === me.id && state.status !== "completed" && state.status !== "closed",
    )
    .count();
}

function rowOf(ticketId: string, entry: Entry): OutboxRow {
  const kind = logKindOf(entry.type);
  return {
    id: entry.id,
    ticketId,
    doc: docName(kind, ticketId),
    kind,
    entry,
    update: null,
    state: "waiting",
    at: entry.at,
  };
}
