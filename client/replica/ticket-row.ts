import {
  lastSeenBy,
  type Placed,
  placed,
  redactedIn,
  type Said,
  timeOf,
  unseenBy,
  waitsSince,
} from "../../shared/chat/seen.ts";
import type { Attachment, ChatEntry } from "../../shared/entries/chat-entries.ts";
import { urgencies } from "../../shared/entries/codes.ts";
import { type Entry, type EntryOf, logKindOf } from "../../shared/entries/entry.ts";
import { type DocKind, docKinds } from "../../shared/log/doc-name.ts";
import { mayRead } from "../../shared/policy/may-read.ts";
import { cameAfterStart } from "../../shared/ticket/came-after-start.ts";
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
  const conversation = conversationIn(overlay.logs.chat);
  const waits = waitsSince(conversation, state.student);
  const openedAt = acceptedAt(overlay.logs.ticket[0]) ?? state.openedAt;
  const title = request?.title ?? null;
  const description = request?.description ?? null;
  return {
    id: ticketId,
    state,
    base,
    title,
    description,
    waiting: outbox.filter(countsAsWaiting).length,
    unread: messages.filter((message) => message.unread).length,
    lastMessage: lastOf(messages),
    lastActivityAt: Math.max(
      acceptedAt(overlay.logs.ticket.at(-1)) ?? state.changedAt,
      acceptedAt(overlay.logs.request.at(-1)) ?? 0,
      ...conversation.slice(-1).map(timeOf),
    ),
    openedAt,
    waitingSince: waits,
    link: linkOf(state, chat),
    ...(cameLate(overlay) ? { sessionLate: true } : {}),
    seenByOther: lastSeenBy(conversation, (by) => by !== judge.actor.id)?.entry.id ?? null,
    readable: readable(held, state, outbox.length, judge),
    ...(overlay.newer.length === 0 ? {} : { newer: overlay.newer }),
    search: [title, description, state.category, state.urgency].join(" "),
    status: state.status,
    urgencyRank: urgencies.indexOf(state.urgency),
    assigned: state.assigned ?? "",
    student: state.student,
    place: placeOf(state, openedAt, endedAt(overlay)),
  };
}

/** The conversation's messages in its order, those taken back included. */
export function messagesIn(ticketId: string, chat: readonly Shown[], me: string): MessageRow[] {
  const conversation = conversationIn(chat);
  const redacted = redactedIn(conversation);
  const unread = new Set(unseenBy(conversation, me).map(({ entry }) => entry.id));
  const messages: MessageRow[] = [];
  for (const [position, { entry, state, accepted }] of chat.entries()) {
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
      ...(accepted === null ? {} : { seq: accepted.seq, acceptedAt: accepted.at }),
      ...(unread.has(entry.id) ? { unread: true } : {}),
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

function conversationIn(chat: readonly Shown[]): Placed[] {
  return placed(
    chat.flatMap(({ entry, accepted }): Said[] =>
      logKindOf(entry.type) === "chat" ? [{ entry: entry as ChatEntry, accepted }] : [],
    ),
  );
}

/** When the server accepted it, or when it was made while it waits. */
function acceptedAt(shown: Shown | undefined): number | null {
  return shown === undefined ? null : (shown.accepted?.at ?? shown.entry.at);
}

function cameLate({ ticket, logs }: Overlay): boolean {
  const plan = logs.ticket.findLast(({ entry }) => entry.id === ticket?.causes.session?.id);
  if (plan === undefined || plan.accepted === null || plan.entry.type !== "session.scheduled") return false;
  return cameAfterStart(plan.entry, plan.accepted.at);
}

/** When what ended the ticket was accepted; null while it runs. */
function endedAt({ ticket, logs }: Overlay): number | null {
  if (ticket === null || ticket.endedAt === null) return null;
  return acceptedAt(logs.ticket.findLast(({ entry }) => entry.id === ticket.causes.status.id));
}

function lastOf(messages: readonly MessageRow[]): TicketRow["lastMessage"] {
  const last = messages
    .filter((message) => !message.redacted)
    .reduce<MessageRow | undefined>((latest, each) => (isLater(each, latest) ? each : latest), undefined);
  return last === undefined ? null : { body: wordsOf(last), by: last.by, at: last.acceptedAt ?? last.at };
}

/** Said last is what was accepted last, wherever it stands. */
function isLater(message: MessageRow, other: MessageRow | undefined): boolean {
  if (other === undefined) return true;
  const waits = Number.MAX_SAFE_INTEGER;
  return ((message.seq ?? waits) - (other.seq ?? waits) || message.position - other.position) > 0;
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
