import { type Collection, Dexie } from "dexie";
import type { TicketStatus } from "../../shared/entries/codes.ts";
import { unreachable } from "../../shared/unreachable.ts";
import type { Replica } from "./database.ts";
import { lateSession } from "./late-session.ts";
import type { Me } from "./me.ts";
import { crisisBelow } from "./place.ts";
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

/** What is neither completed nor closed. */
const running = ["open", "claimed", "scheduled", "in_progress"] as const satisfies readonly TicketStatus[];

/** The rows of one view. Running ones by urgency, then by who has waited longest; closed ones latest first. */
export async function ticketsIn(
  replica: Replica,
  me: Me,
  view: QueueView,
  now: number = Date.now(),
): Promise<TicketRow[]> {
  return (await rowsOfView(replica, me, view, now)).sort(byPlace);
}

/** The ids of the same rows in the same order. Where a view may be long, no row is read for it. */
export async function ticketIdsIn(
  replica: Replica,
  me: Me,
  view: QueueView,
  now: number = Date.now(),
): Promise<string[]> {
  switch (view) {
    case "unclaimed":
      return withStatus(replica, "open").primaryKeys();
    case "closed":
      return withStatus(replica, "closed").primaryKeys();
    case "all":
    case "crisis":
    case "mine":
    case "today":
    case "waiting-for-me":
      return (await ticketsIn(replica, me, view, now)).map((row) => row.id);
    default:
      return unreachable(view);
  }
}

/** Reads as little as tells a live query when the ids of this view may have changed. */
export async function watchedIn(replica: Replica, me: Me, view: QueueView): Promise<unknown> {
  switch (view) {
    case "unclaimed":
      return [await withStatus(replica, "open").count()];
    case "closed":
      return [await withStatus(replica, "closed").count()];
    case "all":
    case "crisis":
    case "mine":
    case "today":
    case "waiting-for-me":
      return rowsOfView(replica, me, view, Date.now());
    default:
      return unreachable(view);
  }
}

/** How many tickets each view has. */
export async function countsOfViews(
  replica: Replica,
  me: Me,
  now: number = Date.now(),
): Promise<Record<QueueView, number>> {
  const [unclaimed, closed, all, mine, crisis] = await Promise.all([
    withStatus(replica, "open").count(),
    withStatus(replica, "closed").count(),
    replica.tickets.count(),
    ofMine(replica, me),
    crises(replica),
  ]);
  return {
    unclaimed,
    mine: mine.filter(isNotClosed).length,
    crisis: crisis.length,
    today: mine.filter((row) => isToday(row, now)).length,
    "waiting-for-me": mine.filter((row) => waitsFor(row, me)).length,
    closed,
    all,
  };
}

async function rowsOfView(replica: Replica, me: Me, view: QueueView, now: number): Promise<TicketRow[]> {
  switch (view) {
    case "unclaimed":
      return withStatus(replica, "open").toArray();
    case "closed":
      return withStatus(replica, "closed").toArray();
    case "all":
      return replica.tickets.toArray();
    case "crisis":
      return crises(replica);
    case "mine":
      return (await ofMine(replica, me)).filter(isNotClosed);
    case "today":
      return (await ofMine(replica, me)).filter((row) => isToday(row, now));
    case "waiting-for-me":
      return (await ofMine(replica, me)).filter((row) => waitsFor(row, me));
    default:
      return unreachable(view);
  }
}

export function scheduledTickets(replica: Replica): Promise<TicketRow[]> {
  return Promise.resolve(withStatus(replica, "scheduled").toArray());
}

/** In the order of their places. */
function withStatus(
  replica: Replica,
  status: TicketStatus,
  below: number | typeof Dexie.maxKey = Dexie.maxKey,
): Collection<TicketRow, string> {
  return replica.tickets.where("[status+place]").between([status, Dexie.minKey], [status, below]);
}

async function crises(replica: Replica): Promise<TicketRow[]> {
  const rows = await Promise.all(running.map((status) => withStatus(replica, status, crisisBelow).toArray()));
  return rows.flat();
}

/** A student's device holds their own tickets and no others. */
function ofMine(replica: Replica, me: Me): Promise<TicketRow[]> {
  const { tickets } = replica;
  if (me.role !== "student") return Promise.resolve(tickets.where("assigned").equals(me.id).toArray());
  return Promise.resolve(tickets.filter((row) => row.student === me.id).toArray());
}

function isNotClosed(row: TicketRow): boolean {
  return row.status !== "closed";
}

/** One that nobody could know of in time is no plan of the day. */
function isToday(row: TicketRow, now: number): boolean {
  const { session } = row.state;
  return session !== null && sameDay(session.startsAt, now) && lateSession(row, now) === null;
}

/** Whoever has the ticket now owes an answer while the student's words are the last, whatever has become of it. */
function waitsFor(row: TicketRow, me: Me): boolean {
  if (me.id !== row.student) return row.waitingSince !== null;
  return row.lastMessage !== null && row.lastMessage.by !== me.id;
}

function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

function byPlace(a: TicketRow, b: TicketRow): number {
  return a.place - b.place || (a.id < b.id ? -1 : 1);
}
