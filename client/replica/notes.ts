import * as Y from "yjs";
import { docName } from "../../shared/log/doc-name.ts";
import { notesRoot } from "../../shared/log/notes-schema.ts";
import { mayWriteNotes } from "../../shared/policy/may-append.ts";
import { updatesOf } from "./base.ts";
import type { Replica } from "./database.ts";
import { byOrder } from "./load.ts";
import { actorOf } from "./me.ts";
import { NotAllowed, OutboxFull } from "./not-allowed.ts";
import { notesBytesWaiting, outboxLimits, waitingOn } from "./outbox.ts";
import type { OutboxRow } from "./schema.ts";
import type { DeskSession } from "./session.ts";
import { moveToTray } from "./tray.ts";
import { nowOf, withRoom } from "./write.ts";

/** Everything this device has of a ticket's notes: the base, then the edits that wait. Apply them in this order. */
export async function notesUpdates(replica: Replica, ticketId: string): Promise<Uint8Array[]> {
  const doc = docName("notes", ticketId);
  const base = await updatesOf(replica, doc);
  const waiting = (await replica.outbox.where("doc").equals(doc).toArray()).sort(byOrder);
  return [...base, ...waiting.flatMap((row) => (row.update === null ? [] : [row.update]))];
}

/**
 * Edits that wait are joined into rows of at most so many bytes: a row for each key pressed offline would fill the
 * outbox in an hour, and one endless row would outgrow what one push may carry (256 KiB).
 */
export const joinedBytes = 32_768;

/**
 * Puts one edit of a ticket's notes (a V1 update) into the outbox, or into the tray when the policy says no; it is on
 * the disk when this resolves. The one way in, for whatever edits notes.
 * @throws OutboxFull, DeviceFull: then nothing is written and the editor still has the words
 */
export async function writeNotes(session: DeskSession, ticketId: string, update: Uint8Array): Promise<void> {
  try {
    await inOneTransaction(session, () => addNotesEdit(session, ticketId, update));
  } catch (error) {
    if (!(error instanceof NotAllowed)) throw error;
    const reason = { code: "policy", rule: error.rule };
    await inOneTransaction(session, async () => {
      const at = await nowOf(session);
      await moveToTray(session.replica, [{ row: rowOf(ticketId, update, at), reason }], at);
    });
  }
}

/** The tables an edit touches and no more: a transaction over the whole replica would wait for every list on screen. */
async function inOneTransaction(session: DeskSession, work: () => Promise<void>): Promise<void> {
  const { outbox, tickets, tray, meta } = session.replica;
  await withRoom(session, () =>
    session.replica.transaction("rw", [outbox, tickets, tray, meta], async () => work()),
  );
  session.wake();
}

/**
 * The same, inside the caller's transaction. The ticket's row is the overlay, kept so by every transaction that changes it;
 * folding its logs anew at each key would take the longer the longer the chat is.
 * @throws NotAllowed, OutboxFull: then nothing is written
 */
export async function addNotesEdit(
  session: DeskSession,
  ticketId: string,
  update: Uint8Array,
): Promise<void> {
  const { replica, me } = session;
  const ticket = await replica.tickets.get(ticketId);
  const ruling = mayWriteNotes(actorOf(me), ticket?.state ?? null);
  if (!ruling.allowed) throw new NotAllowed(ruling.rule);
  const last = await replica.outbox.where("doc").equals(docName("notes", ticketId)).last();
  const joined = last === undefined ? null : joinedWith(last, update);
  // A new row and not a changed one: a push under way may hold the old one, and its verdict is not about these words.
  if (joined !== null && last?.order !== undefined) await replica.outbox.delete(last.order);
  else await needRoom(replica, update.length);
  await replica.outbox.add(rowOf(ticketId, joined ?? update, await nowOf(session)));
  await replica.tickets.update(ticketId, { waiting: await waitingOn(replica, ticketId) });
}

/** Both edits as one, if the earlier one still waits and has room. */
function joinedWith(last: OutboxRow, update: Uint8Array): Uint8Array | null {
  if (last.update === null || last.state !== "waiting") return null;
  return last.update.length + update.length > joinedBytes ? null : Y.mergeUpdates([last.update, update]);
}

/** @throws OutboxFull */
async function needRoom(replica: Replica, bytes: number): Promise<void> {
  if ((await replica.outbox.count()) >= outboxLimits.rows) throw new OutboxFull();
  if ((await notesBytesWaiting(replica)) + bytes > outboxLimits.notesBytes) throw new OutboxFull();
}

function rowOf(ticketId: string, update: Uint8Array, at: number): OutboxRow {
  return {
    id: crypto.randomUUID(),
    ticketId,
    doc: docName("notes", ticketId),
    kind: "notes",
    entry: null,
    update,
    state: "waiting",
    at,
  };
}

/** Does a document made of `base` hold everything that `update` says, deletions included? */
export function covers(base: readonly Uint8Array[], update: Uint8Array): boolean {
  return coveredBy(base)(update);
}

/** The same question about many updates. */
export function coveredBy(base: readonly Uint8Array[]): (update: Uint8Array) => boolean {
  const doc = new Y.Doc({ gc: false });
  // Merged first: updates out of order could each wait for another for ever.
  if (base.length > 0) Y.applyUpdate(doc, Y.mergeUpdates([...base]));
  const snapshot = Y.snapshot(doc);
  doc.destroy();
  return (update) => Y.snapshotContainsUpdate(snapshot, update);
}

/** An update that appends `text` to the notes, one paragraph for each line. */
export function appendedText(notes: readonly Uint8Array[], text: string): Uint8Array {
  const doc = new Y.Doc();
  for (const update of notes) Y.applyUpdate(doc, update);
  const before = Y.encodeStateVector(doc);
  const paragraphs = text.split("\n").map((line) => {
    const paragraph = new Y.XmlElement("paragraph");
    if (line !== "") paragraph.insert(0, [new Y.XmlText(line)]);
    return paragraph;
  });
  const root = doc.getXmlFragment(notesRoot);
  root.insert(root.length, paragraphs);
  const update = Y.encodeStateAsUpdate(doc, before);
  doc.destroy();
  return update;
}
