import { unreachable } from "../../shared/unreachable.ts";
import type { Replica } from "./database.ts";
import type { Me } from "./me.ts";
import type { TicketRow } from "./schema.ts";

export const queueViews = [
  "unclaimed",
  "mine",
  "crisis",
  "today",
  "waiting-for-me",
  "closed",
  "all",
] as const;
/** One list of the queue's rail. */
export type QueueView = (typeof queueViews)[number];

/** Rank of `crisis` among the urgencies. */
const crisisRank = 3;

/** The rows of one view. Running ones by urgency, then by who has waited longest; closed ones latest first. */
export async function ticketsIn(
  replica: Replica,
  me: Me,
  view: QueueView,
  now: number = Date.now(),
): Promise<TicketRow[]> {
  const rows = await rowsOfView(replica, me, view, now);
  return rows.sort(view === "closed" ? latestFirst : mostUrgentFirst);
}

/** How many tickets each view has. */
export async function countsOfViews(
  replica: Replica,
  me: Me,
  now: number = Date.now(),
): Promise<Record<QueueView, number>> {
  const count = async (view: QueueView) => (await rowsOfView(replica, me, view, now)).length;
  return {
    unclaimed: await replica.tickets.where("status").equals("open").count(),
    mine: await count("mine"),
    crisis: await count("crisis"),
    today: await count("today"),
    "waiting-for-me": await count("waiting-for-me"),
    closed: await replica.tickets.where("status").equals("closed").count(),
    all: await replica.tickets.count(),
  };
}

async function rowsOfView(replica: Replica, me: Me, view: QueueView, now: number): Promise<TicketRow[]> {
  switch (view) {
    case "unclaimed":
      return replica.tickets.where("status").equals("open").toArray();
    case "closed":
      return replica.tickets.where("status").equals("closed").toArray();
    case "all":
      return replica.tickets.toArray();
    case "crisis":
      return (await replica.tickets.where("urgencyRank").equals(crisisRank).toArray()).filter(runs);
    case "mine":
      return (await ofMine(replica, me)).filter((row) => row.status !== "closed");
    case "today":
      return (await ofMine(replica, me)).filter(
        (row) => row.state.session !== null && sameDay(row.state.session.startsAt, now),
      );
    case "waiting-for-me":
      return (await ofMine(replica, me)).filter((row) => runs(row) && waitsFor(row, me));
    default:
      return unreachable(view);
  }
}

function ofMine(replica: Replica, me: Me): Promise<TicketRow[]> {
  const index = me.role === "student" ? "student" : "assigned";
  return Promise.resolve(replica.tickets.where(index).equals(me.id).toArray());
}

function runs(row: TicketRow): boolean {
  return row.status !== "completed" && row.status !== "closed";
}

/** The other side spoke last, or said something unread. */
function waitsFor(row: TicketRow, me: Me): boolean {
  return row.unread > 0 || (row.lastMessage !== null && row.lastMessage.by !== me.id);
}

function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

function mostUrgentFirst(a: TicketRow, b: TicketRow): number {
  return b.urgencyRank - a.urgencyRank || a.state.openedAt - b.state.openedAt || (a.id < b.id ? -1 : 1);
}

function latestFirst(a: TicketRow, b: TicketRow): number {
  return (b.state.endedAt ?? 0) - (a.state.endedAt ?? 0) || (a.id < b.id ? -1 : 1);
}
