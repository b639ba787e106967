import type { Receipt } from "../../shared/protocol/receipt.ts";
import type { Replica } from "./database.ts";
import { dependentsOf } from "./depend.ts";
import { judgeOn } from "./judge.ts";
import { logsOfTicket, outboxOf } from "./load.ts";
import type { Me } from "./me.ts";
import { project, projectionTables } from "./project.ts";
import type { OutboxRow, Refusal, SendState } from "./schema.ts";
import { moveToTray } from "./tray.ts";

/** The verdict as the tray keeps it. */
type Refused = Pick<Receipt, "code" | "rule" | "entry" | "winner" | "detail">;

/**
 * Marks rows as being sent.
 * @returns false when one of them is gone or no longer waits: then nothing is marked and nothing may be sent
 */
export async function markSending(
  replica: Replica,
  me: Me,
  ticketId: string,
  ids: readonly string[],
  now: number,
): Promise<boolean> {
  return replica.transaction("rw", projectionTables(replica), async () => {
    const rows = await replica.outbox.where("id").anyOf(ids).toArray();
    if (rows.length !== ids.length || rows.some((row) => row.state !== "waiting")) return false;
    await replica.outbox.bulkPut(rows.map((row) => ({ ...row, state: "sending", sent: true })));
    await project(replica, me, now, [ticketId]);
    return true;
  });
}

/** Accepted: the rows stay until the feed brings them, but for those whose document is revoked: their feed is over. */
export async function acceptPush(
  replica: Replica,
  me: Me,
  ticketId: string,
  ids: readonly string[],
  now: number,
): Promise<void> {
  await replica.transaction("rw", projectionTables(replica), async () => {
    const rows = await replica.outbox.where("id").anyOf(ids).toArray();
    await replica.outbox.bulkDelete(ordersOf(rows.filter((row) => row.lost !== undefined)));
    await setState(
      replica,
      rows.filter((row) => row.lost === undefined),
      "accepted",
    );
    await project(replica, me, now, [ticketId]);
  });
}

/** Stale: none of them is accepted, so they wait again; those whose document is revoked have nothing to wait for. */
export async function stalePush(
  replica: Replica,
  me: Me,
  ticketId: string,
  ids: readonly string[],
  now: number,
): Promise<void> {
  await replica.transaction("rw", projectionTables(replica), async () => {
    const rows = await rowsWithIds(replica, ids);
    await waitUnsent(replica, rows);
    await moveToTray(replica, rows.flatMap(fallenLost), now);
    await project(replica, me, now, [ticketId]);
  });
}

/** Retry later, or no connection any more: the rows wait again, and the server may have them. */
export async function waitAgain(
  replica: Replica,
  me: Me,
  states: readonly SendState[],
  ids: readonly string[] | "all",
  now: number,
): Promise<void> {
  const isOne = (row: OutboxRow) => states.includes(row.state) && (ids === "all" || ids.includes(row.id));
  // Nearly always there is none, and a transaction over everything would wait for every list that is being read.
  if ((await replica.outbox.filter(isOne).count()) === 0) return;
  await replica.transaction("rw", projectionTables(replica), async () => {
    const all = ids === "all" ? await replica.outbox.toArray() : await rowsWithIds(replica, ids);
    const rows = all.filter((row) => states.includes(row.state));
    await setState(replica, rows, "waiting");
    await project(replica, me, now, [...new Set(rows.map((row) => row.ticketId))]);
  });
}

/**
 * Refused: the entry named (or, when none is, the whole push) goes to the tray with its reason, and with it what
 * depended on it. Everything else of the push waits again. Refused notes take all waiting edits of those notes along:
 * each continues the one before.
 */
export async function refusePush(
  replica: Replica,
  me: Me,
  ticketId: string,
  ids: readonly string[],
  verdict: Refused,
  now: number,
): Promise<void> {
  await replica.transaction("rw", projectionTables(replica), async () => {
    const rows = (await outboxOf(replica, [ticketId])).get(ticketId) ?? [];
    const pushed = rows.filter((row) => ids.includes(row.id));
    if (saysNothingOfEach(verdict, pushed)) {
      const lost = reasonOf(verdict);
      await replica.outbox.bulkPut(pushed.map((row) => ({ ...row, state: "waiting", lost })));
      await project(replica, me, now, [ticketId]);
      return;
    }
    const refused = refusedOf(rows, pushed, verdict.entry);
    const removed = new Set(refused.map((row) => row.id));
    const logs = await logsOfTicket(replica, ticketId);
    const fallen = dependentsOf(ticketId, logs, rows, removed, await judgeOn(replica, me, now));
    const reason = reasonOf(verdict);
    const others = pushed.filter((row) => !removed.has(row.id));
    await waitUnsent(replica, others);
    await moveToTray(
      replica,
      [
        ...others.flatMap(fallenLost),
        ...refused.map((row) => ({ row, reason: row.lost ?? reason })),
        ...fallen.map(({ row, rule }) => ({ row, reason: dependentReason(reason, rule) })),
      ],
      now,
    );
    await project(replica, me, now, [ticketId]);
  });
}

/**
 * Several entries denied as one: an earlier push of theirs may have been accepted unheard, and who cannot read the
 * log any more does not get to see it. Each is asked about by itself.
 */
function saysNothingOfEach({ code, entry }: Refused, pushed: readonly OutboxRow[]): boolean {
  return code === "denied" && entry === undefined && pushed.length > 1 && pushed[0]?.kind !== "notes";
}

function refusedOf(rows: readonly OutboxRow[], pushed: OutboxRow[], entry: string | undefined): OutboxRow[] {
  const named = pushed.filter((row) => row.id === entry);
  if (named.length > 0) return named;
  const [first] = pushed;
  return first?.kind === "notes" ? rows.filter((row) => row.doc === first.doc) : pushed;
}

function reasonOf({ code = "policy", rule, winner, detail }: Refused): Refusal {
  return { code, ...(rule && { rule }), ...(winner && { winner }), ...(detail && { detail }) };
}

/** What falls because somebody was first names its own rule and that winner; else it fell for the same reason. */
function dependentReason(reason: Refusal, rule: string | undefined): Refusal {
  const { winner } = reason;
  if (rule === undefined || winner === undefined) return reason;
  return { code: "policy", rule, winner };
}

function fallenLost(row: OutboxRow): { row: OutboxRow; reason: Refusal }[] {
  return row.lost === undefined ? [] : [{ row, reason: row.lost }];
}

/** The verdict says that the server does not have them. */
async function waitUnsent(replica: Replica, rows: readonly OutboxRow[]): Promise<void> {
  await replica.outbox.bulkPut(rows.map(({ sent: _, ...row }) => ({ ...row, state: "waiting" })));
}

function ordersOf(rows: readonly OutboxRow[]): number[] {
  return rows.flatMap((row) => (row.order === undefined ? [] : [row.order]));
}

function rowsWithIds(replica: Replica, ids: readonly string[]): Promise<OutboxRow[]> {
  return Promise.resolve(replica.outbox.where("id").anyOf(ids).toArray());
}

async function setState(replica: Replica, rows: readonly OutboxRow[], state: SendState): Promise<void> {
  await replica.outbox.bulkPut(rows.map((row) => ({ ...row, state })));
}

/** Takes rows out of the outbox that the server is known to have. */
export async function dropAccepted(
  replica: Replica,
  me: Me,
  rows: readonly OutboxRow[],
  now: number,
): Promise<void> {
  if (rows.length === 0) return;
  await replica.transaction("rw", projectionTables(replica), async () => {
    await replica.outbox.bulkDelete(rows.flatMap((row) => (row.order === undefined ? [] : [row.order])));
    await project(replica, me, now, [...new Set(rows.map((row) => row.ticketId))]);
  });
}
