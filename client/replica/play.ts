import type { Accepted } from "../../shared/chat/seen.ts";
import { type Entry, logKindOf } from "../../shared/entries/entry.ts";
import { type DocKind, isLinear, type LogKind } from "../../shared/log/doc-name.ts";
import type { Actor } from "../../shared/policy/actor.ts";
import { mayAppend, mayWriteNotes, type Ruling } from "../../shared/policy/may-append.ts";
import type { Role } from "../../shared/policy/roles.ts";
import { foldRequest, type RequestState } from "../../shared/request/fold.ts";
import { foldTicket } from "../../shared/ticket/fold.ts";
import type { TicketState } from "../../shared/ticket/state.ts";
import type { OutboxRow } from "./schema.ts";

/** Whose rules are asked, and when. */
export type Judge = {
  actor: Actor;
  roleOf: (personId: string) => Role | null;
  now: number;
  /** The actor's own tickets that have not ended, where one is opened or taken up again. */
  openTickets?: number;
};

/** The base of one ticket: what its logs hold, in their order. */
export type TicketLogs = {
  ticket: Entry[];
  request: Entry[];
  chat: Entry[];
  /** Which of them hold an entry that this app does not know. */
  newer?: readonly LogKind[];
  /** When the server accepted their entries, as far as it has said. */
  accepted?: AcceptedIn;
};

/** By the entry's id, in small letters as the server tells them. */
export type AcceptedIn = Record<LogKind, Map<string, Accepted>>;

export const noLogs: TicketLogs = { ticket: [], request: [], chat: [] };

/** A ticket's three logs being folded, one entry after the other; the policy is asked between them. */
export class Play {
  readonly ticketId: string;
  ticket: TicketState | null = null;
  request: RequestState | null = null;
  private lengths: Record<LogKind, number> = { ticket: 0, request: 0, chat: 0 };
  private authors = new Map<string, string>();
  private newer: readonly LogKind[] = [];

  constructor(ticketId: string) {
    this.ticketId = ticketId;
  }

  static of(ticketId: string, logs: TicketLogs): Play {
    const play = new Play(ticketId);
    play.newer = logs.newer ?? [];
    for (const entry of logs.ticket) play.apply(entry);
    for (const entry of logs.request) play.apply(entry);
    for (const entry of logs.chat) play.apply(entry);
    return play;
  }

  /** The same position, to try something from it. */
  fork(): Play {
    const play = new Play(this.ticketId);
    play.newer = this.newer;
    play.ticket = this.ticket;
    play.request = this.request;
    play.lengths = { ...this.lengths };
    play.authors = new Map(this.authors);
    return play;
  }

  apply(entry: Entry): void {
    this.lengths[logKindOf(entry.type)]++;
    switch (entry.type) {
      case "request.written":
      case "request.edited":
        this.request = foldRequest(this.request, entry);
        return;
      case "chat.message":
        this.authors.set(entry.id, entry.by);
        return;
      case "chat.redacted":
      case "chat.seen":
      case "session.linked":
      case "session.linkFailed":
        return;
      default:
        this.ticket = foldTicket(this.ticketId, this.ticket, entry);
    }
  }

  /** What the server would say to this entry here. */
  rule(entry: Entry, { actor, roleOf, now, openTickets }: Judge): Ruling {
    if (this.waitsForUpdate(logKindOf(entry.type))) return { allowed: false, rule: "needs-newer-app" };
    const first = this.lengths[logKindOf(entry.type)] === 0;
    const authorOf = (id: string) => this.authors.get(id) ?? null;
    const counted = openTickets === undefined ? {} : { openTickets };
    return mayAppend(actor, { ticket: this.ticket, first, authorOf, roleOf, now, ...counted }, entry);
  }

  /** Does this log say something that this app does not know? What follows from it, it cannot tell: it appends nothing there. */
  waitsForUpdate(kind: DocKind): boolean {
    return kind !== "notes" && isLinear(kind) && this.newer.includes(kind);
  }

  /** What the server would say to a row of the outbox here; an edit of notes is judged by role alone. */
  ruleRow(row: OutboxRow, judge: Judge): Ruling {
    return row.entry === null ? mayWriteNotes(judge.actor, this.ticket) : this.rule(row.entry, judge);
  }

  /** Applies what is accepted already or what the policy allows; says which rule it met. */
  take(row: OutboxRow, judge: Judge): Ruling {
    const ruling: Ruling = row.state === "accepted" ? { allowed: true } : this.ruleRow(row, judge);
    if (ruling.allowed && row.entry !== null) this.apply(row.entry);
    return ruling;
  }
}
