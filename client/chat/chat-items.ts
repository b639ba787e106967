import dayjs from "dayjs";
import type { HistoryItem, MessageRow, TrayRow } from "../replica/schema.ts";

/** What stands in a conversation, from the oldest to the newest. */
export type ChatItem =
  | { kind: "day"; key: string; at: number }
  | { kind: "unread"; key: string }
  | { kind: "message"; key: string; message: MessageRow; opensGroup: boolean }
  | { kind: "event"; key: string; item: HistoryItem }
  | { kind: "refused"; key: string; row: TrayRow };

type Placed = Extract<ChatItem, { kind: "message" | "event" | "refused" }>;

/** Minutes between two messages of one person that still read as one turn. */
const groupMinutes = 5;

/** Ticket entries that both people want to see in the conversation; the rest stays in the history. */
const shownEvents = new Set([
  "ticket.claimed",
  "ticket.assigned",
  "ticket.unclaimed",
  "session.scheduled",
  "session.cancelled",
  "session.started",
  "session.completed",
  "ticket.closed",
  "ticket.reopened",
  "access.opened",
  "account.recovered",
]);

/**
 * Messages keep the order of the log. Events and refused messages have no place in it, so they stand by time.
 * @param unread ids of the messages not read when the conversation was opened; they may stand between read ones
 */
export function chatItems(input: {
  messages: readonly MessageRow[];
  history: readonly HistoryItem[];
  refused: readonly TrayRow[];
  unread: ReadonlySet<string>;
}): ChatItem[] {
  const asides = [
    ...input.history.filter(({ entry }) => shownEvents.has(entry.type)).map(eventItem),
    ...input.refused.map(refusedItem),
  ].sort((a, b) => timeOf(a) - timeOf(b));

  const items: ChatItem[] = [];
  let last: Placed | null = null;
  let wasNew = false;
  const put = (item: Placed) => {
    const newDay = last === null || !dayjs(timeOf(last)).isSame(timeOf(item), "day");
    if (newDay) items.push({ kind: "day", key: `day ${item.key}`, at: timeOf(item) });
    const isNew = item.kind === "message" && input.unread.has(item.message.id);
    const unread = isNew && !wasNew;
    if (item.kind === "message") wasNew = isNew;
    if (unread) items.push({ kind: "unread", key: `unread ${item.key}` });
    const opens = newDay || unread || last === null || !sameTurn(last, item);
    items.push(item.kind === "message" ? { ...item, opensGroup: opens } : item);
    last = item;
  };

  let next = 0;
  for (const message of input.messages) {
    for (let aside = asides[next]; aside !== undefined && timeOf(aside) < message.at; aside = asides[next]) {
      put(aside);
      next++;
    }
    put({ kind: "message", key: message.id, message, opensGroup: false });
  }
  for (const aside of asides.slice(next)) put(aside);
  return items;
}

/** Ids of the messages that are not read. */
export function unreadIn(messages: readonly MessageRow[]): ReadonlySet<string> {
  return new Set(messages.filter((message) => message.unread).map(({ id }) => id));
}

/** What is shown under the newest of one's own messages: whether the other side has it, and has seen it. */
export function ownMark(
  messages: readonly MessageRow[],
  me: string,
  seenByOther: string | null,
): { messageId: string; seen: boolean } | null {
  const accepted = messages.filter((message) => message.by === me && message.state === "accepted");
  const newest = accepted.at(-1);
  if (newest === undefined) return null;
  const seen = messages.find((message) => message.id === seenByOther);
  if (seen === undefined) return { messageId: newest.id, seen: false };
  const later = (seen.seq ?? 0) - (newest.seq ?? 0) || seen.position - newest.position;
  return { messageId: newest.id, seen: later >= 0 };
}

function eventItem(item: HistoryItem): Placed {
  return { kind: "event", key: item.entry.id, item };
}

function refusedItem(row: TrayRow): Placed {
  return { kind: "refused", key: `refused ${row.id}`, row };
}

function timeOf(item: Placed): number {
  switch (item.kind) {
    case "message":
      return item.message.at;
    case "event":
      return item.item.entry.at;
    case "refused":
      return item.row.entry?.at ?? item.row.at;
  }
}

function sameTurn(before: Placed, item: Placed): boolean {
  if (before.kind !== "message" || item.kind !== "message") return false;
  const gap = item.message.at - before.message.at;
  return before.message.by === item.message.by && gap < groupMinutes * 60_000;
}
