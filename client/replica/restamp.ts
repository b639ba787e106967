import type { Replica } from "./database.ts";
import type { Me } from "./me.ts";
import { project, projectionTables } from "./project.ts";

/** What is so little ahead of the server's clock stays as it is, ms: the server allows two minutes [G9]. */
const aheadMs = 30_000;

/**
 * What waits and was made by a clock ahead of the server's is dated now: the server would refuse it, and it has not
 * happened in the future. What was made by a clock behind keeps its time; nobody can tell it from an old one.
 * @param serverNow ms, as the server said just now
 */
export async function bringBackToNow(replica: Replica, me: Me, serverNow: number): Promise<void> {
  const early = (at: number) => at > serverNow + aheadMs;
  if ((await replica.outbox.filter(({ entry }) => entry !== null && early(entry.at)).count()) === 0) return;
  await replica.transaction("rw", projectionTables(replica), async () => {
    const rows = (await replica.outbox.toArray()).flatMap((row) =>
      row.entry !== null && early(row.entry.at)
        ? [{ ...row, at: serverNow, entry: { ...row.entry, at: serverNow } }]
        : [],
    );
    await replica.outbox.bulkPut(rows);
    await project(replica, me, serverNow, [...new Set(rows.map((row) => row.ticketId))]);
  });
}
