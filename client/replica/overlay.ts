import type { Accepted } from "../../shared/chat/seen.ts";
import type { Entry } from "../../shared/entries/entry.ts";
import type { LogKind } from "../../shared/log/doc-name.ts";
import type { Ruling } from "../../shared/policy/may-append.ts";
import type { RequestState } from "../../shared/request/fold.ts";
import type { TicketState } from "../../shared/ticket/state.ts";
import { type Judge, Play, type TicketLogs } from "./play.ts";
import type { OutboxRow, SendState } from "./schema.ts";

/** An entry as the screens see it: in the base, or how far it has come. */
export type Shown = {
  entry: Entry;
  state: SendState;
  /** Null until the base has it. */
  accepted: Accepted | null;
};

/** Base and outbox of one ticket folded together. */
export type Overlay = {
  base: TicketState | null;
  ticket: TicketState | null;
  request: RequestState | null;
  logs: { ticket: Shown[]; request: Shown[]; chat: Shown[] };
  /** What the policy says to each waiting row, in the order in which they were made. */
  rulings: { row: OutboxRow; ruling: Ruling }[];
  /** Which logs of the base hold an entry that this app does not know. */
  newer: readonly LogKind[];
};

/**
 * Folds the outbox over the base. What the policy refuses on the way is left out, not an error:
 * it waits for the server's verdict and changes nothing until then.
 * @param outbox this ticket's rows in their order; rows whose id the base has are skipped
 */
export function overlayOf(
  ticketId: string,
  logs: TicketLogs,
  outbox: readonly OutboxRow[],
  judge: Judge,
): Overlay {
  const play = Play.of(ticketId, logs);
  const base = play.ticket;
  const known = idsIn(logs);
  const shown = {
    ticket: logs.ticket.map(acceptedBy(logs.accepted?.ticket)),
    request: logs.request.map(acceptedBy(logs.accepted?.request)),
    chat: logs.chat.map(acceptedBy(logs.accepted?.chat)),
  };
  const rulings: Overlay["rulings"] = [];
  for (const row of outbox) {
    if (known.has(row.id)) continue;
    const ruling = play.take(row, judge);
    rulings.push({ row, ruling });
    if (row.entry !== null && ruling.allowed && row.kind !== "notes") {
      shown[row.kind].push({ entry: row.entry, state: row.state, accepted: null });
    }
  }
  return { base, ticket: play.ticket, request: play.request, logs: shown, rulings, newer: logs.newer ?? [] };
}

export function idsIn(logs: TicketLogs): Set<string> {
  return new Set([...logs.ticket, ...logs.request, ...logs.chat].map((entry) => entry.id));
}

/** What an older server, or an older app, did not tell: first of all, and when its writer says. */
function acceptedBy(told: ReadonlyMap<string, Accepted> = new Map()): (entry: Entry) => Shown {
  return (entry) => ({
    entry,
    state: "accepted",
    accepted: told.get(entry.id.toLowerCase()) ?? { seq: 0, at: entry.at },
  });
}
