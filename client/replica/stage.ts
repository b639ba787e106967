import type { DocKind } from "../../shared/log/doc-name.ts";
import { mayRead } from "../../shared/policy/may-read.ts";
import { type Judge, Play, type TicketLogs } from "./play.ts";
import type { OutboxRow } from "./schema.ts";

/** The order in which a ticket's documents are pushed. */
const rank: Record<DocKind, number> = { ticket: 0, request: 1, chat: 2, notes: 3 };

/** Rows looked at for one stage; it bounds the trying, and nothing is left out by it: the next stage follows. */
export const rowsPerStage = 200;

/**
 * What can be pushed of a ticket before a verdict is needed, in the order ticket, request, chat, notes. The longest
 * beginning of what waits for which that order changes nothing: a message written before the ticket was closed
 * must not arrive after it, so the closing then waits for the next stage.
 * @param rows what waits, in the order in which it was made
 */
export function stageOf(
  ticketId: string,
  logs: TicketLogs,
  rows: readonly OutboxRow[],
  judge: Judge,
): OutboxRow[] {
  const base = Play.of(ticketId, logs);
  // What this app is too old for waits for its update; the conversation goes on.
  const candidates = rows.filter((row) => !base.waitsForUpdate(row.kind)).slice(0, rowsPerStage);
  const asMade = allowedIn(base, candidates, judge);
  for (const end of cuts(candidates).reverse()) {
    const ordered = candidates.slice(0, end).sort((a, b) => rank[a.kind] - rank[b.kind]);
    const asPushed = allowedIn(base, ordered, judge);
    if (ordered.every((row) => asPushed.has(row.id) || !asMade.has(row.id))) return ordered;
  }
  return [];
}

/** Where a stage may end: before each row that would overtake one made earlier, and at the end. */
function cuts(rows: readonly OutboxRow[]): number[] {
  const ends: number[] = [];
  let highest = 0;
  for (const [index, row] of rows.entries()) {
    if (rank[row.kind] < highest) ends.push(index);
    highest = Math.max(highest, rank[row.kind]);
  }
  return rows.length === 0 ? [] : [...ends, rows.length];
}

function allowedIn(base: Play, rows: readonly OutboxRow[], judge: Judge): Set<string> {
  const play = base.fork();
  const allowed = new Set<string>();
  for (const row of rows) {
    // The ticket's log may end one's own reading (a hand-over); what goes elsewhere must come before that.
    const readable = row.kind === "ticket" || mayRead(judge.actor, row.kind, play.ticket, judge.now);
    if (play.take(row, judge).allowed && readable) allowed.add(row.id);
  }
  return allowed;
}
