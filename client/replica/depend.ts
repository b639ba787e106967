import { idsIn } from "./overlay.ts";
import { type Judge, Play, type TicketLogs } from "./play.ts";
import type { OutboxRow } from "./schema.ts";

/** A row that falls with others, and the rule that the policy gives for it without them. */
export type Fallen = { row: OutboxRow; rule: string | undefined };

/**
 * Which of a ticket's rows cannot stand when some are taken out: those the policy allowed with them and refuses
 * without. A ticket whose opening falls takes everything with it.
 * @param rows all of the ticket's outbox, in order
 */
export function dependentsOf(
  ticketId: string,
  logs: TicketLogs,
  rows: readonly OutboxRow[],
  removed: ReadonlySet<string>,
  judge: Judge,
): Fallen[] {
  const known = idsIn(logs);
  const own = rows.filter((row) => !known.has(row.id));
  const opening = own.find((row) => row.entry?.type === "ticket.opened");
  const all = opening !== undefined && removed.has(opening.id);
  const whole = Play.of(ticketId, logs);
  const without = whole.fork();
  const fallen: Fallen[] = [];
  for (const row of own) {
    const before = whole.take(row, judge);
    if (removed.has(row.id)) continue;
    const after = without.take(row, judge);
    if (all || (before.allowed && !after.allowed)) {
      fallen.push({ row, rule: after.allowed ? undefined : after.rule });
    }
  }
  return fallen;
}
