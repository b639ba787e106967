import type { Table } from "dexie";
import { type DocName, docName, isLog, type LogKind } from "../../shared/log/doc-name.ts";
import { readLog } from "../../shared/log/read-log.ts";
import type { Replica } from "./database.ts";
import { entriesOf } from "./entries-of.ts";
import { noLogs, type TicketLogs } from "./play.ts";
import type { DocRow, OutboxRow, UpdateRow } from "./schema.ts";

/** Logs whose entries are known already, so that they are not read again. */
export type ReadAlready = ReadonlyMap<DocName, TicketLogs["ticket"]>;

/** Above so many keys one pass over the table costs less than a cursor for each. */
const wholeTableFrom = 100;

/** The base of each of these tickets. Runs inside the caller's transaction. */
export async function logsOf(
  replica: Replica,
  ticketIds: readonly string[],
  already: ReadAlready = new Map(),
): Promise<{ logs: Map<string, TicketLogs>; docs: Map<string, DocRow[]> }> {
  const docs = groupBy(await rowsOf(replica.docs, "ticketId", ticketIds), (doc) => doc.ticketId);
  const missing = [...docs.values()]
    .flat()
    .filter((doc) => isLog(doc.kind) && doc.tail !== null && !already.has(doc.name))
    .map((doc) => doc.name);
  const updates = groupBy(await rowsOf(replica.updates, "doc", missing), (row: UpdateRow) => row.doc);
  const logs = new Map<string, TicketLogs>();
  for (const ticketId of ticketIds) {
    const read = (kind: LogKind) => {
      const name = docName(kind, ticketId);
      const known = already.get(name);
      if (known !== undefined) return known;
      const rows = updates.get(name);
      return rows === undefined ? [] : entriesOf(kind, readLog(rows.map((row) => row.bytes)).values);
    };
    logs.set(ticketId, { ticket: read("ticket"), request: read("request"), chat: read("chat") });
  }
  return { logs, docs };
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
  if (keys.length < wholeTableFrom) return table.where(index).anyOf(keys).toArray();
  const wanted = new Set<unknown>(keys);
  return (await table.toArray()).filter((row) => wanted.has(row[index]));
}

export function groupBy<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
}
