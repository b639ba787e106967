import type { Table } from "dexie";
import { type DocKind, docKinds, docName, isLog, kindOf, type LogKind } from "../../shared/log/doc-name.ts";
import { partsIn, rowsHolding } from "./base.ts";
import type { Replica } from "./database.ts";
import { entriesOf } from "./entries-of.ts";
import { groupBy } from "./group-by.ts";
import { type AcceptedIn, noLogs, type TicketLogs } from "./play.ts";
import { readBase } from "./read-base.ts";
import type { OutboxRow } from "./schema.ts";

/** Above so many keys one pass over the table costs less than a question for each, unless the table has far more rows. */
const wholeTableFrom = 100;
const rowsPerKey = 10;

/** The base of each of these tickets, and which of its documents are held. Runs inside the caller's transaction. */
export async function logsOf(
  replica: Replica,
  ticketIds: readonly string[],
): Promise<{ logs: Map<string, TicketLogs>; held: Map<string, DocKind[]> }> {
  const names = ticketIds.flatMap((ticketId) => docKinds.map((kind) => docName(kind, ticketId)));
  const rows = await rowsHolding(replica, names);
  const held = new Map(
    ticketIds.map((ticketId) => [ticketId, docKinds.filter((kind) => rows.has(docName(kind, ticketId)))]),
  );
  for (const name of names) if (!isLog(kindOf(name))) rows.delete(name);
  const parts = await partsIn(replica, rows);
  const logs = new Map<string, TicketLogs>();
  for (const ticketId of ticketIds) {
    const newer: LogKind[] = [];
    const accepted: AcceptedIn = { ticket: new Map(), request: new Map(), chat: new Map() };
    const read = (kind: LogKind) => {
      const stored = parts.get(docName(kind, ticketId));
      if (stored === undefined) return [];
      const known = entriesOf(kind, readBase(stored.updates).values);
      for (const [seq, at, ...ids] of stored.accepted) {
        for (const id of ids) accepted[kind].set(id, { seq, at });
      }
      if (known.newer) newer.push(kind);
      return known.entries;
    };
    logs.set(ticketId, {
      ticket: read("ticket"),
      request: read("request"),
      chat: read("chat"),
      newer,
      accepted,
    });
  }
  return { logs, held };
}

/** One ticket's base. */
export async function logsOfTicket(replica: Replica, ticketId: string): Promise<TicketLogs> {
  return (await logsOf(replica, [ticketId])).logs.get(ticketId) ?? noLogs;
}

/** These tickets' outbox rows, each list in the order in which they were made. */
export async function outboxOf(
  replica: Replica,
  ticketIds: readonly string[],
): Promise<Map<string, OutboxRow[]>> {
  const rows = await rowsOf(replica.outbox, "ticketId", ticketIds);
  return groupBy(rows.sort(byOrder), (row) => row.ticketId);
}

export function byOrder(a: { order?: number }, b: { order?: number }): number {
  return (a.order ?? 0) - (b.order ?? 0);
}

/** The rows whose `index` is one of `keys`. */
export async function rowsOf<Row, Key>(
  table: Table<Row, Key>,
  index: keyof Row & string,
  keys: readonly string[],
): Promise<Row[]> {
  if (keys.length === 0) return [];
  // One question for each key, all at once: `anyOf` would walk a cursor, a round trip for each step.
  if (keys.length < wholeTableFrom || (await table.count()) > keys.length * rowsPerKey) {
    const groups = await Promise.all(keys.map((key) => table.where(index).equals(key).toArray()));
    return groups.flat();
  }
  const wanted = new Set<unknown>(keys);
  return (await table.toArray()).filter((row) => wanted.has(row[index]));
}
