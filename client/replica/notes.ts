import * as Y from "yjs";
import { docName } from "../../shared/log/doc-name.ts";
import { notesRoot } from "../../shared/log/notes-schema.ts";
import { mayWriteNotes } from "../../shared/policy/may-append.ts";
import { updatesOf } from "./base.ts";
import type { Replica } from "./database.ts";
import { byOrder } from "./load.ts";
import { NotAllowed, OutboxFull } from "./not-allowed.ts";
import { notesBytesWaiting, outboxLimits } from "./outbox.ts";
import { project } from "./project.ts";
import type { DeskSession } from "./session.ts";
import { asAction, nowOf, overlaid } from "./write.ts";

/** Everything this device has of a ticket's notes: the base, then the edits that wait. Apply them in this order. */
export async function notesUpdates(replica: Replica, ticketId: string): Promise<Uint8Array[]> {
  const doc = docName("notes", ticketId);
  const base = await updatesOf(replica, doc);
  const waiting = (await replica.outbox.where("doc").equals(doc).toArray()).sort(byOrder);
  return [...base, ...waiting.flatMap((row) => (row.update === null ? [] : [row.update]))];
}

/**
 * Puts one edit of a ticket's notes (a V1 update) into the outbox.
 * @throws NotAllowed, OutboxFull: then nothing is written and the editor still has the words
 */
export async function writeNotes(session: DeskSession, ticketId: string, update: Uint8Array): Promise<void> {
  await asAction(session, () => addNotesEdit(session, ticketId, update));
}

/** The same, inside the caller's transaction. */
export async function addNotesEdit(
  session: DeskSession,
  ticketId: string,
  update: Uint8Array,
): Promise<void> {
  const { replica, me } = session;
  const at = await nowOf(session);
  const { play, judge } = await overlaid(session, ticketId, at);
  const ruling = mayWriteNotes(judge.actor, play.ticket);
  if (!ruling.allowed) throw new NotAllowed(ruling.rule);
  if ((await replica.outbox.count()) >= outboxLimits.rows) throw new OutboxFull();
  if ((await notesBytesWaiting(replica)) + update.length > outboxLimits.notesBytes) throw new OutboxFull();
  await replica.outbox.add({
    id: crypto.randomUUID(),
    ticketId,
    doc: docName("notes", ticketId),
    kind: "notes",
    entry: null,
    update,
    state: "waiting",
    at,
  });
  await project(replica, me, at, [ticketId]);
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
