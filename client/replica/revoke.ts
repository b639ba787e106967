import type { Winner } from "../../shared/entries/entry.ts";
import type { Position } from "../../shared/log/append.ts";
import { type DocKind, type DocName, docName, kindOf, ticketIdOf } from "../../shared/log/doc-name.ts";
import { mayWriteNotes } from "../../shared/policy/may-append.ts";
import type { RuleName } from "../../shared/policy/rules.ts";
import type { TicketState } from "../../shared/ticket/state.ts";
import { dropFromBase, updatesOf } from "./base.ts";
import type { Replica } from "./database.ts";
import { groupBy } from "./group-by.ts";
import { judgeOn } from "./judge.ts";
import { logsOf, outboxOf } from "./load.ts";
import type { Me } from "./me.ts";
import { idsIn } from "./overlay.ts";
import { type Judge, noLogs, Play } from "./play.ts";
import { readBase } from "./read-base.ts";
import type { OutboxRow, Refusal, TrayRow } from "./schema.ts";
import { moveToTray } from "./tray.ts";
import { draftWords } from "./unsent-text.ts";

/** What came with a revocation: by ticket, the entry that ended the grant. */
export type Because = ReadonlyMap<string, Winner>;

/**
 * Deletes what this device may not hold any more. What the person wrote and did not send goes to the tray first,
 * drafts too. Runs inside the caller's transaction; projecting is the caller's.
 * @param keepRows documents granted again at once: their waiting rows stay, the server will judge them
 */
export async function revoke(
  replica: Replica,
  me: Me,
  docs: readonly DocName[],
  because: Because,
  keepRows: ReadonlySet<DocName>,
  now: number,
): Promise<void> {
  if (docs.length === 0) return;
  const lost = new Set(docs.filter((doc) => !keepRows.has(doc)));
  const ticketIds = [...new Set([...lost].map(ticketIdOf))];
  const outbox = await outboxOf(replica, ticketIds);
  const { logs } = await logsOf(
    replica,
    ticketIds.filter((id) => outbox.has(id)),
  );
  const judge = await judgeOn(replica, me, now);
  const done: number[] = [];
  const inDoubt: OutboxRow[] = [];
  const fallen: { row: OutboxRow; reason: Refusal }[] = [];
  for (const [ticketId, rows] of outbox) {
    const winner = because.get(ticketId);
    const base = logs.get(ticketId) ?? noLogs;
    const known = idsIn(base);
    const ruleOf = ruleAfter(Play.of(ticketId, base), winner, judge);
    const last = rows.findLast((row) => winner !== undefined && isThat(row, winner, me));
    // Without the ticket's own log nothing on this ticket can be done any more.
    const all = lost.has(docName("ticket", ticketId));
    for (const row of rows) {
      if (!all && !lost.has(row.doc)) continue;
      if (known.has(row.id) || wasAccepted(row, last)) {
        if (row.order !== undefined) done.push(row.order);
      } else {
        const reason: Refusal = { code: "revoked", rule: ruleOf(row), ...(winner && { winner }) };
        const origin = row.origin ?? (takesBack(row, known) ? await tailOf(replica, row.doc) : null);
        // An own message is taken back even now, where its place in the log is known.
        if (origin !== null) inDoubt.push({ ...row, lost: row.lost ?? reason, origin });
        // The server may have it, and will say so when it is asked again; of notes it cannot say that.
        else if (row.sent && row.entry !== null) inDoubt.push({ ...row, lost: row.lost ?? reason });
        else fallen.push({ row, reason });
      }
    }
  }
  await replica.outbox.bulkDelete(done);
  await replica.outbox.bulkPut(inDoubt);
  await moveToTray(replica, fallen, now);
  await draftsToTray(replica, lost, because, now);
  await dropFromBase(replica, docs);
  await replica.blobs.where("doc").anyOf(docs).delete();
  await replica.transfers.where("doc").anyOf(docs).delete();
}

/** Is the entry that ended the grant this person's own (a hand-over, a ticket given back)? Then it was accepted. */
function isThat(row: OutboxRow, winner: Winner, me: Me): boolean {
  return winner.by === me.id && row.entry?.type === winner.type && row.entry.at === winner.at;
}

/** Does it take back a message that the server has? Its author may do that also where they may not read any more. */
function takesBack({ entry }: OutboxRow, accepted: ReadonlySet<string>): boolean {
  return entry?.type === "chat.redacted" && accepted.has(entry.message);
}

async function tailOf(replica: Replica, doc: DocName): Promise<Position | null> {
  return readBase(await updatesOf(replica, doc)).tail;
}

function wasAccepted(row: OutboxRow, last: OutboxRow | undefined): boolean {
  if (row.state === "accepted") return true;
  return last !== undefined && row.doc === last.doc && (row.order ?? 0) <= (last.order ?? 0);
}

/** Where the policy alone would not have said no, the reason is that one may not read there any more. */
const unreadable: Record<DocKind, RuleName> = {
  ticket: "ticket-exists",
  request: "ticket-exists",
  chat: "chat-needs-participant",
  notes: "notes-needs-assigned",
};

/** The rule the policy gives once the winner's entry is in: the base may never get to hold it. */
function ruleAfter(play: Play, winner: Winner | undefined, judge: Judge): (row: OutboxRow) => string {
  const before = play.ticket;
  if (before === null || winner === undefined) return () => "ticket-exists";
  play.ticket = stateAfter(before, winner);
  return (row) => {
    const ruling = row.entry === null ? mayWriteNotes(judge.actor, play.ticket) : play.rule(row.entry, judge);
    return ruling.allowed ? unreadable[row.kind] : ruling.rule;
  };
}

/** The ticket after an entry of which only type, author and time are known. */
function stateAfter(state: TicketState, { type, by }: Winner): TicketState {
  // Who it was handed to is not told; the empty id is nobody's.
  const someone = "";
  switch (type) {
    case "ticket.claimed":
      return { ...state, status: "claimed", assigned: by };
    case "ticket.assigned":
      return { ...state, status: state.status === "open" ? "claimed" : state.status, assigned: someone };
    case "ticket.unclaimed":
      return { ...state, status: "open", assigned: null, session: null };
    case "ticket.closed":
      return { ...state, status: "closed", session: null, assigned: state.assigned ?? someone };
    default:
      return state;
  }
}

async function draftsToTray(
  replica: Replica,
  lost: ReadonlySet<DocName>,
  because: Because,
  now: number,
): Promise<void> {
  const drafts = await replica.drafts.toArray();
  const gone = drafts.flatMap((draft) => {
    const doc = [...lost].find((name) => draft.key === name || draft.key.startsWith(`${name}/`));
    return doc === undefined ? [] : [{ draft, doc }];
  });
  if (gone.length === 0) return;
  const tickets = groupBy(
    (await replica.tickets.bulkGet([...new Set(gone.map(({ doc }) => ticketIdOf(doc)))])).filter(
      (row) => row !== undefined,
    ),
    (row) => row.id,
  );
  const rows = gone.map(({ draft, doc }): TrayRow => {
    const ticketId = ticketIdOf(doc);
    const winner = because.get(ticketId);
    const rule = unreadable[kindOf(doc)];
    return {
      id: crypto.randomUUID(),
      ticketId,
      doc,
      entry: null,
      text: draftWords(draft.text),
      reason: { code: "revoked", rule, ...(winner && { winner }) },
      at: now,
      title: tickets.get(ticketId)?.[0]?.title ?? null,
    };
  });
  await replica.tray.bulkPut(rows);
  await replica.drafts.bulkDelete(gone.map(({ draft }) => draft.key));
}
