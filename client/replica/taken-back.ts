import type { Transaction } from "dexie";
import type { Entry } from "../../shared/entries/entry.ts";
import { withoutWords } from "../../shared/entries/without-words.ts";
import { type DocName, docName, kindOf } from "../../shared/log/doc-name.ts";
import { eraseWords } from "../../shared/log/erase-words.ts";
import { rowsHolding } from "./base.ts";
import type { Replica } from "./database.ts";
import { entriesOf } from "./entries-of.ts";
import { groupBy } from "./group-by.ts";
import type { TicketLogs } from "./play.ts";
import { readBase } from "./read-base.ts";
import type { PartRow } from "./schema.ts";

/** Messages that were taken back, as the server accepted it, and whose words this device still has in its base. */
export function wordsToErase(logs: ReadonlyMap<string, TicketLogs>): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const [ticketId, { chat }] of logs) {
    const redacted = redactedIn(chat);
    if (redacted.size === 0) continue;
    const ids = chat.filter((entry) => redacted.has(entry.id) && withoutWords(entry) !== null);
    if (ids.length > 0) found.set(ticketId, new Set(ids.map(({ id }) => id)));
  }
  return found;
}

/** The messages that these entries take back. */
export function redactedIn(chat: readonly Entry[]): Set<string> {
  return new Set(chat.flatMap((entry) => (entry.type === "chat.redacted" ? [entry.message] : [])));
}

/**
 * Erases the words of these messages wherever this device keeps them: in its base, among what it would send again to a
 * restored server, and in the tray. What the base's order rests on stays. Runs inside the caller's transaction.
 */
export async function eraseTakenBack(
  replica: Replica,
  messages: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<void> {
  if (messages.size === 0) return;
  const ofDoc = new Map([...messages].map(([ticketId, ids]) => [docName("chat", ticketId), ids]));
  const rows = await rowsHolding(replica, [...ofDoc.keys()]);
  const parts = await replica.parts.bulkGet([...new Set([...rows.values()].flat())]);
  await replica.parts.bulkPut(
    parts.flatMap((part) => (part === undefined ? [] : [withoutTakenBack(part, ofDoc)])),
  );
  const isOne = (row: { ticketId: string; id: string }) => messages.get(row.ticketId)?.has(row.id) === true;
  // The base has them, so nothing of theirs has to be sent or kept any more.
  await replica.resend.filter(isOne).delete();
  await replica.tray.filter(isOne).delete();
}

/** Erases what an earlier version of the app kept: the words of messages that had been taken back. */
export async function eraseKeptEarlier(tx: Transaction): Promise<void> {
  const parts: PartRow[] = await tx.table("parts").toArray();
  const chats = groupBy(
    parts.flatMap((part) => part.updates).filter(({ doc }) => kindOf(doc) === "chat"),
    ({ doc }) => doc,
  );
  const ofDoc = new Map<DocName, ReadonlySet<string>>();
  for (const [doc, updates] of chats) {
    const { values } = readBase(updates.map(({ bytes }) => bytes));
    const redacted = redactedIn(entriesOf("chat", values).entries);
    if (redacted.size > 0) ofDoc.set(doc, redacted);
  }
  if (ofDoc.size > 0) await tx.table("parts").bulkPut(parts.map((part) => withoutTakenBack(part, ofDoc)));
}

function withoutTakenBack(part: PartRow, ofDoc: ReadonlyMap<DocName, ReadonlySet<string>>): PartRow {
  const updates = part.updates.map((update) => {
    const ids = ofDoc.get(update.doc);
    const erased = ids === undefined ? null : eraseWords(update.bytes, ids);
    return erased === null ? update : { ...update, bytes: erased };
  });
  return { ...part, updates };
}
