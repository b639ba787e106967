import type { ChatEntry } from "../entries/chat-entries.ts";

/** Where an entry stands among all that the server accepted, and when that was (server ms). */
export type Accepted = { seq: number; at: number };

/** An entry of a conversation, in the order of its log; `accepted` null: it waits on this device. */
export type Said = { entry: ChatEntry; accepted: Accepted | null };

type Message = Extract<ChatEntry, { type: "chat.message" }>;

/**
 * Who writes what reaches the server within this has the conversation before them, ms. Later, or with a clock that is
 * further off, it says nothing of what they had seen.
 */
export const writtenLiveMs = 120_000;

/**
 * What is accepted later stands later, wherever it stands in the log: a late arrival may stand before what was read. What
 * has one seq (one append, or all that came before seqs were told) goes by its place; what waits comes last.
 */
export function compareSaid(a: Placed, b: Placed): number {
  return seqOf(a) - seqOf(b) || a.place - b.place;
}

/** With its place in the log. */
export type Placed = Said & { place: number };

function seqOf({ accepted }: Said): number {
  return accepted === null ? Number.MAX_SAFE_INTEGER : accepted.seq;
}

export function placed(said: readonly Said[]): Placed[] {
  return said.map((each, place) => ({ ...each, place }));
}

/** The latest message, by acceptance, that somebody who passes the test said they had seen; null for none. */
export function lastSeenBy(conversation: readonly Placed[], who: (by: string) => boolean): Placed | null {
  const named = new Set(
    conversation.flatMap(({ entry }) => (entry.type === "chat.seen" && who(entry.by) ? [entry.upTo] : [])),
  );
  let last: Placed | null = null;
  for (const each of conversation) {
    if (!named.has(each.entry.id)) continue;
    if (last === null || compareSaid(last, each) < 0) last = each;
  }
  return last;
}

/**
 * What others said and this person has not seen, by acceptance. Seen is what was accepted no later than what their `chat.seen`
 * names, and what was accepted before they wrote something of their own with the conversation before them. The same
 * answer for every order of the log, on the server and on a device.
 */
export function unseenBy(conversation: readonly Placed[], person: string): (Placed & { entry: Message })[] {
  const seen = lastSeenBy(conversation, (by) => by === person);
  const redacted = redactedIn(conversation);
  const unseen: (Placed & { entry: Message })[] = [];
  // From the latest on: when the person last wrote something after what is looked at, by their own clock.
  let wroteAt = Number.NEGATIVE_INFINITY;
  for (const each of conversation.toSorted(compareSaid).reverse()) {
    if (seen !== null && compareSaid(each, seen) <= 0) break;
    if (!isMessage(each)) continue;
    if (each.entry.by !== person) {
      if (!redacted.has(each.entry.id) && timeOf(each) > wroteAt) unseen.push(each);
    } else if (isWrittenLive(each)) wroteAt = Math.max(wroteAt, each.entry.at);
  }
  return unseen.reverse();
}

/** Ids of the messages that were taken back. */
export function redactedIn(conversation: readonly Said[]): Set<string> {
  return new Set(
    conversation.flatMap(({ entry }) => (entry.type === "chat.redacted" ? [entry.message] : [])),
  );
}

/**
 * Since when a student's words wait for an answer, ms: the first of those that came after the last words of anybody else.
 * Null while there are none.
 */
export function waitsSince(conversation: readonly Placed[], student: string): number | null {
  const redacted = redactedIn(conversation);
  const messages = conversation
    .filter(({ entry }) => entry.type === "chat.message" && !redacted.has(entry.id))
    .sort(compareSaid);
  const answer = messages.findLastIndex(({ entry }) => entry.by !== student);
  const first = messages[answer + 1];
  return first === undefined ? null : timeOf(first);
}

/** When it was accepted; by its writer's clock while it waits. */
export function timeOf({ entry, accepted }: Said): number {
  return accepted?.at ?? entry.at;
}

function isMessage(each: Placed): each is Placed & { entry: Message } {
  return each.entry.type === "chat.message";
}

function isWrittenLive({ entry, accepted }: Said): boolean {
  return accepted !== null && Math.abs(accepted.at - entry.at) <= writtenLiveMs;
}
