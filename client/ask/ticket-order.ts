import type { TicketRow } from "../replica/schema.ts";

/** Running tickets first, what happened last on top; then those that are over. */
export function inOrder(rows: readonly TicketRow[]): { running: TicketRow[]; over: TicketRow[] } {
  const latest = [...rows].sort((a, b) => b.lastActivityAt - a.lastActivityAt || (a.id < b.id ? -1 : 1));
  const isOver = ({ status }: TicketRow) => status === "completed" || status === "closed";
  return { running: latest.filter((row) => !isOver(row)), over: latest.filter(isOver) };
}

/** A crisis that nobody can have read: the server does not know of it. */
export function isUnheardCrisis(row: Pick<TicketRow, "base" | "state">): boolean {
  return row.base === null && row.state.urgency === "crisis";
}
