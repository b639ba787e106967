import * as Y from "yjs";
import type { Entry } from "../../shared/entries/entry.ts";
import { withoutWords } from "../../shared/entries/without-words.ts";
import { type DocName, docKinds, docName, isLog, kindOf, ticketIdOf } from "../../shared/log/doc-name.ts";
import { clearBase, heldDocs, rowsHolding, updatesIn, updatesOf } from "./base.ts";
import type { Replica } from "./database.ts";
import { byOrder, logsOf } from "./load.ts";
import type { Me } from "./me.ts";
import { covers } from "./notes.ts";
import { outboxLimits } from "./outbox.ts";
import { idsIn } from "./overlay.ts";
import { noLogs } from "./play.ts";
import { project, projectionTables } from "./project.ts";
import type { OutboxRow, ResendRow } from "./schema.ts";
import { redactedIn } from "./taken-back.ts";

/**
 * How long an own entry is held for the one on which it rests, in ms: every device that is connected to a restored server
 * is back within its longest wait. Past it the server is asked anyway, and says what it thinks of it.
 */
const heldForMs = 5 * 60_000;

/**
 * The server is another one, or an older state of the same: the base goes, outbox and tray stay, and the own entries
 * of the base are held until the catch-up shows which of them the server still has.
 */
export async function dropBase(replica: Replica, me: Me, serverId: string, now: number): Promise<void> {
  await replica.transaction("rw", projectionTables(replica), async () => {
    const docs = await heldDocs(replica);
    const tickets = [...new Set([...docs].map(ticketIdOf))];
    await replica.resend.bulkAdd(await ownContent(replica, me, tickets, docs, now));
    await clearBase(replica);
    await replica.meta.bulkPut([
      { key: "cursor", value: 0 },
      { key: "serverId", value: serverId },
    ]);
    await project(replica, me, now, tickets);
  });
}

async function ownContent(
  replica: Replica,
  me: Me,
  tickets: string[],
  docs: ReadonlySet<DocName>,
  now: number,
): Promise<ResendRow[]> {
  const held = new Set((await replica.resend.toArray()).map((row) => row.id));
  const takenBack = redactedIn(
    (await replica.outbox.toArray()).flatMap((row) => (row.entry === null ? [] : [row.entry])),
  );
  const { logs } = await logsOf(replica, tickets);
  const rows: ResendRow[] = [];
  for (const ticketId of tickets) {
    const base = logs.get(ticketId) ?? noLogs;
    // In the order in which they may be pushed: by document, and within one as the log has them.
    for (const kind of docKinds.filter(isLog)) {
      for (const [index, known] of base[kind].entries()) {
        if (known.by !== me.id || held.has(known.id)) continue;
        const entry = takenBack.has(known.id) ? withoutWordsOf(known) : known;
        const doc = docName(kind, ticketId);
        const after = kind === "ticket" ? base.ticket[index - 1]?.id : admittedBy(base.ticket, me);
        const row: ResendRow = {
          id: entry.id,
          ticketId,
          doc,
          kind,
          entry,
          update: null,
          at: entry.at,
          since: now,
        };
        rows.push(after === undefined ? row : { ...row, after });
      }
    }
  }
  const notes = [...docs].filter((doc) => kindOf(doc) === "notes");
  for (const [doc, updates] of await updatesIn(replica, await rowsHolding(replica, notes))) {
    const update = Y.mergeUpdates(updates);
    const id = crypto.randomUUID();
    const ticketId = ticketIdOf(doc);
    const after = admittedBy((logs.get(ticketId) ?? noLogs).ticket, me);
    const row: ResendRow = { id, ticketId, doc, kind: "notes", entry: null, update, at: now, since: now };
    rows.push(after === undefined ? row : { ...row, after });
  }
  return rows;
}

/** Taken back, and the server has not heard it: it need not hear the words again. */
function withoutWordsOf(entry: Entry): Entry {
  // The placeholder parses as the entry's own words do.
  return (withoutWords(entry) as Entry | null) ?? entry;
}

/** The entry that gave somebody a ticket that is not their own: without it they may write nothing there. */
function admittedBy(log: readonly Entry[], me: Me): string | undefined {
  return log.findLast(
    (entry) =>
      (entry.type === "ticket.claimed" && entry.by === me.id) ||
      (entry.type === "ticket.assigned" && entry.to === me.id),
  )?.id;
}

/**
 * After the catch-up: what the server still has is dropped from the holding, the rest goes into the outbox again,
 * with its old ids, before everything made since. What rests on an entry that somebody else's device has yet to bring
 * back is held for it, for a while.
 * @returns whether something is held still
 */
export async function sendMissingAgain(replica: Replica, me: Me, now: number): Promise<boolean> {
  if ((await replica.resend.count()) === 0) return false;
  return replica.transaction("rw", projectionTables(replica), async () => {
    const held = (await replica.resend.toArray()).sort(byOrder);
    const { logs } = await logsOf(replica, [...new Set(held.map((row) => row.ticketId))]);
    const present = new Map([...logs].map(([ticketId, base]) => [ticketId, idsIn(base)]));
    const waiting = (await replica.outbox.toArray()).sort(byOrder);
    const waitingIds = new Set(waiting.map((row) => row.id));
    const missing: OutboxRow[] = [];
    const room = Math.max(0, outboxLimits.rows - waiting.length);
    const settled: number[] = [];
    for (const { order, after, since = 0, ...row } of held) {
      if (missing.length >= room) break;
      const rests =
        after === undefined || waitingIds.has(after) || present.get(row.ticketId)?.has(after) === true;
      const late = now - since >= heldForMs || now < since;
      if (!rests && !late && !present.get(row.ticketId)?.has(row.id)) continue;
      if (order !== undefined) settled.push(order);
      if (waitingIds.has(row.id) || present.get(row.ticketId)?.has(row.id)) continue;
      const update = row.update === null ? null : await missingNotes(replica, row.doc, row.update);
      if (row.entry === null && update === null) continue;
      missing.push({ ...row, update, state: "waiting" });
      waitingIds.add(row.id);
    }
    const first = waiting[0]?.order ?? 0;
    await replica.outbox.bulkAdd(
      missing.map((row, index) => ({ ...row, order: first - missing.length + index })),
    );
    await replica.resend.bulkDelete(settled);
    await project(replica, me, now, [...new Set(missing.map((row) => row.ticketId))]);
    return settled.length < held.length;
  });
}

/** Everything that the server does not have yet: in the outbox, and held until its time comes. */
export async function waitingRows(replica: Replica): Promise<number> {
  return (await replica.outbox.count()) + (await replica.resend.count());
}

/** What the new base lacks of these notes; null when it lacks nothing. */
async function missingNotes(
  replica: Replica,
  doc: OutboxRow["doc"],
  update: Uint8Array,
): Promise<Uint8Array | null> {
  const base = await updatesOf(replica, doc);
  if (covers(base, update)) return null;
  if (base.length === 0) return update;
  return Y.diffUpdate(update, Y.encodeStateVectorFromUpdate(Y.mergeUpdates(base)));
}
