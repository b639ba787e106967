import { believedTime } from "../../shared/log/believed-time.ts";
import type { Replica } from "./database.ts";
import type { Me } from "./me.ts";
import { project, projectionTables } from "./project.ts";
import type { OutboxRow } from "./schema.ts";

/** What is so little ahead of the server's clock stays as it is, ms: the server allows two minutes [G9]. */
const aheadMs = 30_000;

/**
 * Dates now what waits and was made by a clock that was wrong beyond doubt: ahead of the server's, where the server would
 * refuse it, or before its ticket was opened or more than a year ago, where the server would date it itself [G11].
 * What was made by a clock a little behind keeps its time; nobody can tell it from an old one.
 * @param serverNow ms, as the server said just now
 */
export async function redateWaiting(replica: Replica, me: Me, serverNow: number): Promise<void> {
  if ((await redatedRows(replica, serverNow)).length === 0) return;
  await replica.transaction("rw", projectionTables(replica), async () => {
    const rows = await redatedRows(replica, serverNow);
    await replica.outbox.bulkPut(rows);
    await project(replica, me, serverNow, [...new Set(rows.map((row) => row.ticketId))]);
  });
}

/** The rows whose time changes, with the new one. */
async function redatedRows(replica: Replica, now: number): Promise<OutboxRow[]> {
  const rows = await replica.outbox.toArray();
  const tickets = await replica.tickets.bulkGet([...new Set(rows.map(({ ticketId }) => ticketId))]);
  const openedAt = new Map(
    tickets.flatMap((ticket) => (ticket === undefined ? [] : [[ticket.id, ticket.state.openedAt]])),
  );
  // In the order in which they were written: a ticket that is opened here is dated before what is said in it.
  return rows.flatMap((row) => {
    if (row.entry === null) return [];
    const { entry, ticketId } = row;
    const opens = entry.type === "ticket.opened";
    const since = opens ? null : (openedAt.get(ticketId) ?? null);
    const at = entry.at > now + aheadMs ? now : believedTime(entry.at, { now, openedAt: since });
    if (opens) openedAt.set(ticketId, at);
    return at === entry.at ? [] : [{ ...row, at, entry: { ...entry, at } }];
  });
}
