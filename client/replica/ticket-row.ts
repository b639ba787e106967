import type { Attachment } from "../../shared/entries/chat-entries.ts";
import { urgencies } from "../../shared/entries/codes.ts";
import type { Entry, EntryOf } from "../../shared/entries/entry.ts";
import { type DocKind, docKinds } from "../../shared/log/doc-name.ts";
import { mayRead } from "../../shared/policy/may-read.ts";
import type { TicketState } from "../../shared/ticket/state.ts";
import { countsAsWaiting } from "./outbox.ts";
import type { Overlay, Shown } from "./overlay.ts";
import { placeOf } from "./place.ts";
import type { Judge } from "./play.ts";
import type { MessageRow, OutboxRow, TicketLink, TicketRow } from "./schema.ts";

/** What the lists show of one ticket; null while there is nothing to show. */
export function ticketRowOf(
  ticketId: string,
  overlay: Overlay,
  messages: readonly MessageRow[],
  held: readonly DocKind[],
  outbox: readonly OutboxRow[],
  judge: Judge,
): TicketRow | null {
  const { ticket: state, base, request } = overlay;
  if (state === null) return null;
  const chat = overlay.logs.chat.map((shown) => shown.entry);
  const title = request?.title ?? null;
  const description = request?.description ?? null;
  return {
    id: ticketId,
    state,
    base,
    title,
    description,
    waiting: outbox.filter(countsAsWaiting).length,
    unread: state.status === "closed" ? 0 : unreadIn(messages, chat, judge.actor.id),
    lastMessage: lastOf(messages),
    lastActivityAt: Math.max(state.changedAt, request?.editedAt ?? 0, messages.at(-1)?.at ?? 0),
    link: linkOf(state, chat),
    seenByOther: seenByOther(messages, chat, judge.actor.id),
    readable: readable(held, state, outbox.length, judge),
    ...(overlay.newer.length === 0 ? {} : { newer: overlay.newer }),
    search: [title, description, state.category, state.urgency].join(" "),
    status: state.status,
    urgencyRank: urgencies.indexOf(state.urgency),
    assigned: state.assigned ?? "",
    student: state.student,
    place: placeOf(state),
  };
}

/** The conversation's messages in its order, those taken back included. */
export function messagesIn(ticketId: string, chat: readonly Shown[]): MessageRow[] {
  const redacted = new Set(
    chat.flatMap(({ entry }) => (entry.type === "chat.redacted" ? [entry.message] : [])),
  );
  const messages: MessageRow[] = [];
  for (const [position, { entry, state }] of chat.entries()) {
    if (entry.type !== "chat.message") continue;
    const gone = redacted.has(entry.id);
    messages.push({
      id: entry.id,
      ticketId,
      position,
      by: entry.by,
      at: entry.at,
      body: gone ? "" : entry.body,
      attachments: gone ? [] : attachmentsOf(entry),
      redacted: gone,
      state,
    });
  }
  return messages;
}

function attachmentsOf(entry: EntryOf<"chat.message">): Attachment[] {
  return entry.attachments ?? [];
}

/** What is held, and what a waiting entry will let this person read: a claim made offline opens an empty chat. */
function readable(held: readonly DocKind[], state: TicketState, waiting: number, judge: Judge): DocKind[] {
  return docKinds.filter(
    (kind) => held.includes(kind) || (waiting > 0 && mayRead(judge.actor, kind, state, judge.now)),
  );
}

/** Position in `messages` of the last one that someone who passes the test has seen; -1 for none. */
function lastSeen(
  messages: readonly MessageRow[],
  chat: readonly Entry[],
  who: (by: string) => boolean,
): number {
  const seen = new Set(
    chat.flatMap((entry) => (entry.type === "chat.seen" && who(entry.by) ? [entry.upTo] : [])),
  );
  return messages.findLastIndex((message) => seen.has(message.id));
}

function unreadIn(messages: readonly MessageRow[], chat: readonly Entry[], me: string): number {
  const after = lastSeen(messages, chat, (by) => by === me);
  return messages.filter((message, index) => index > after && message.by !== me && !message.redacted).length;
}

function seenByOther(messages: readonly MessageRow[], chat: readonly Entry[], me: string): string | null {
  return messages[lastSeen(messages, chat, (by) => by !== me)]?.id ?? null;
}

function lastOf(messages: readonly MessageRow[]): TicketRow["lastMessage"] {
  const last = messages.findLast((message) => !message.redacted);
  return last === undefined ? null : { body: wordsOf(last), by: last.by, at: last.at };
}

/** A message that is nothing but files is called by their names. */
function wordsOf({ body, attachments }: MessageRow): string {
  return body === "" ? attachments.map((file) => file.name).join(", ") : body;
}

function linkOf(state: TicketState, chat: readonly Entry[]): TicketLink | null {
  const sessionId = state.session?.sessionId;
  if (sessionId === undefined) return null;
  const entry = chat.findLast(
    (each): each is EntryOf<"session.linked"> | EntryOf<"session.linkFailed"> =>
      (each.type === "session.linked" || each.type === "session.linkFailed") && each.sessionId === sessionId,
  );
  if (entry === undefined) return null;
  return entry.type === "session.linked"
    ? { sessionId, url: entry.url, provider: entry.provider }
    : { sessionId, failed: entry.code };
}
