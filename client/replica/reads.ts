import { ticketEntry } from "../../shared/entries/ticket-entries.ts";
import type { Session } from "../../shared/ticket/state.ts";
import type { Replica } from "./database.ts";
import { judgeOn } from "./judge.ts";
import { logsOfTicket, outboxOf } from "./load.ts";
import type { Me } from "./me.ts";
import { countsAsWaiting } from "./outbox.ts";
import { overlayOf } from "./overlay.ts";
import type { HistoryItem, MessageRow, PersonRow, TicketRow, TrayRow } from "./schema.ts";
import { trayShown } from "./tray.ts";
import { scheduledTickets } from "./views.ts";

// Everything here is for `liveQuery`: it reads Dexie and nothing else.
export { countsOfViews, type QueueView, queueViews, ticketsIn } from "./views.ts";

export async function ticketById(replica: Replica, ticketId: string): Promise<TicketRow | null> {
  return (await replica.tickets.get(ticketId)) ?? null;
}

/** Those of them that are there, in the order asked for. */
export async function ticketsByIds(replica: Replica, ids: readonly string[]): Promise<TicketRow[]> {
  return (await replica.tickets.bulkGet([...ids])).filter((row) => row !== undefined);
}

/** The conversation, in the order that every replica shows. */
export async function messagesOf(replica: Replica, ticketId: string): Promise<MessageRow[]> {
  const rows = await replica.chatMessages.where("ticketId").equals(ticketId).toArray();
  return rows.sort((a, b) => a.position - b.position);
}

/** The ticket's own log with what waits behind it; entries the policy would refuse are left out. */
export async function historyOf(replica: Replica, me: Me, ticketId: string): Promise<HistoryItem[]> {
  const logs = await logsOfTicket(replica, ticketId);
  const rows = (await outboxOf(replica, [ticketId])).get(ticketId) ?? [];
  const judge = await judgeOn(replica, me, Date.now());
  const shown = overlayOf(ticketId, logs, rows, judge).logs.ticket;
  return shown.flatMap(({ entry, state, accepted }) => {
    const parsed = ticketEntry.safeParse(entry);
    return parsed.success
      ? [{ entry: parsed.data, state, ...(accepted === null ? {} : { acceptedAt: accepted.at }) }]
      : [];
  });
}

/** What was not accepted, newest first. */
export async function trayItems(replica: Replica): Promise<TrayRow[]> {
  return replica.tray.orderBy("at").reverse().limit(trayShown).toArray();
}

export async function trayCount(replica: Replica): Promise<number> {
  return replica.tray.count();
}

/** How much of what this person did the server has not accepted yet. */
export async function waitingCount(replica: Replica): Promise<number> {
  // What is held for another device to bring back its part has not been sent either.
  return (await replica.outbox.filter(countsAsWaiting).count()) + (await replica.resend.count());
}

export async function personById(replica: Replica, id: string): Promise<PersonRow | null> {
  return (await replica.people.get(id)) ?? null;
}

export async function draft(replica: Replica, key: string): Promise<string> {
  return (await replica.drafts.get(key))?.text ?? "";
}

/** The scheduled sessions over this person's tickets, earliest first. */
export async function mySessions(
  replica: Replica,
  me: Me,
): Promise<{ ticketId: string; title: string | null; session: Session }[]> {
  const rows = await scheduledTickets(replica);
  return rows
    .flatMap((row) =>
      row.state.session !== null && (row.assigned === me.id || row.student === me.id)
        ? [{ ticketId: row.id, title: row.title, session: row.state.session }]
        : [],
    )
    .sort((a, b) => a.session.startsAt - b.session.startsAt);
}
