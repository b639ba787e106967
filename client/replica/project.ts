import { baseTables } from "./base.ts";
import type { Replica } from "./database.ts";
import { dropFiles, redactedFiles } from "./files.ts";
import { groupBy } from "./group-by.ts";
import { judgeOn } from "./judge.ts";
import { logsOf, outboxOf, rowsOf } from "./load.ts";
import type { Me } from "./me.ts";
import { idsIn, overlayOf } from "./overlay.ts";
import { noLogs } from "./play.ts";
import type { MessageRow, TicketRow } from "./schema.ts";
import { eraseTakenBack, wordsToErase } from "./taken-back.ts";
import { messagesIn, ticketRowOf } from "./ticket-row.ts";

/** What a transaction that ends in `project` must hold open. */
export function projectionTables(replica: Replica) {
  return [
    ...baseTables(replica),
    replica.outbox,
    replica.tickets,
    replica.chatMessages,
    replica.people,
    replica.meta,
    replica.tray,
    replica.drafts,
    replica.blobs,
    replica.transfers,
    replica.resend,
  ];
}

/**
 * Computes again what the screens show of these tickets, from base and outbox. What the base has meanwhile leaves
 * the outbox here, in the transaction that brought it. Runs inside the caller's transaction.
 */
export async function project(
  replica: Replica,
  me: Me,
  now: number,
  ticketIds: readonly string[],
): Promise<void> {
  if (ticketIds.length === 0) return;
  const { logs, held } = await logsOf(replica, ticketIds);
  await eraseTakenBack(replica, wordsToErase(logs));
  const outbox = await outboxOf(replica, ticketIds);
  const stored = groupBy(await rowsOf(replica.chatMessages, "ticketId", ticketIds), (row) => row.ticketId);
  const judge = await judgeOn(replica, me, now);
  const arrived: number[] = [];
  const tickets: TicketRow[] = [];
  const gone: string[] = [];
  const messages: MessageRow[] = [];
  const staleMessages: [ticketId: string, id: string][] = [];
  const redacted: string[] = [];
  // Nothing is awaited in here: Dexie loses its transaction after a hundred awaits that are none of its own.
  for (const ticketId of ticketIds) {
    const base = logs.get(ticketId) ?? noLogs;
    const known = idsIn(base);
    const rows = (outbox.get(ticketId) ?? []).filter((row) => !known.has(row.id));
    for (const row of outbox.get(ticketId) ?? []) {
      if (known.has(row.id) && row.order !== undefined) arrived.push(row.order);
    }
    const overlay = overlayOf(ticketId, base, rows, judge);
    const talk = messagesIn(ticketId, overlay.logs.chat, me.id);
    redacted.push(...redactedFiles(ticketId, overlay.logs.chat));
    const row = ticketRowOf(ticketId, overlay, talk, held.get(ticketId) ?? [], rows, judge);
    if (row === null) gone.push(ticketId);
    else tickets.push(row);
    const before = new Map((stored.get(ticketId) ?? []).map((message) => [message.id, message]));
    messages.push(...talk.filter((message) => !sameMessage(before.get(message.id), message)));
    const kept = new Set(talk.map((message) => message.id));
    for (const id of before.keys()) if (!kept.has(id)) staleMessages.push([ticketId, id]);
  }
  await dropFiles(replica, redacted);
  await replica.outbox.bulkDelete(arrived);
  await replica.tickets.bulkPut(tickets);
  await replica.tickets.bulkDelete(await thereIn(replica, gone));
  await replica.chatMessages.bulkDelete(staleMessages);
  await replica.chatMessages.bulkPut(messages);
}

/** Deleting costs the same whether a row is there or not, and of thousands just granted none is. */
async function thereIn(replica: Replica, gone: readonly string[]): Promise<string[]> {
  const there = new Set(gone.length < 100 ? gone : await replica.tickets.toCollection().primaryKeys());
  return gone.filter((id) => there.has(id));
}

function sameMessage(a: MessageRow | undefined, b: MessageRow): boolean {
  return (
    a !== undefined &&
    a.position === b.position &&
    a.state === b.state &&
    a.redacted === b.redacted &&
    a.seq === b.seq &&
    a.acceptedAt === b.acceptedAt &&
    a.unread === b.unread
  );
}
