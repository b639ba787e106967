import * as Y from "yjs";
import { notesUpdates, writeNotes } from "../client/replica/notes.ts";
import { docName } from "../shared/log/doc-name.ts";
import { notesRoot } from "../shared/log/notes-schema.ts";
import type { Random } from "../shared/random.arbitrary.ts";
import type { Device } from "./device.ts";
import type { Witness } from "./witness.ts";
import { wordsIn } from "./words.ts";

/** An opening of a ticket's notes on one device: a clientID of its own, used as long as all that it wrote still stands. */
export type Opening = { client: number; clock: number };

/** Types a word into a ticket's notes, or deletes one. @returns the opening to go on with */
export async function editNotes(
  device: Device,
  ticketId: string,
  word: string,
  { opening, random, witness }: { opening: Opening | null; random: Random; witness: Witness },
): Promise<Opening> {
  const doc = new Y.Doc({ gc: false });
  for (const update of await notesUpdates(device.replica, ticketId)) Y.applyUpdate(doc, update);
  const client = opening?.client ?? random.below(2 ** 32);
  const goesOn = opening !== null && Y.getState(doc.store, opening.client) === opening.clock;
  doc.clientID = goesOn ? client : random.below(2 ** 32);
  const before = Y.encodeStateVector(doc);
  const root = doc.getXmlFragment(notesRoot);
  const deletes = root.length > 2 && random.oneIn(5);
  const at = random.below(root.length + (deletes ? 0 : 1));
  const gone = deletes ? wordsIn(String(root.get(at))) : [];
  if (deletes) root.delete(at, 1);
  else root.insert(at, [paragraphOf(word)]);
  const name = docName("notes", ticketId);
  await writeNotes(device.session, ticketId, Y.encodeStateAsUpdate(doc, before));
  for (const each of gone) witness.notesWords.delete(each);
  if (!deletes) {
    witness.wrote(word, name);
    witness.notesWords.set(word, name);
  }
  return { client: doc.clientID, clock: Y.getState(doc.store, doc.clientID) };
}

function paragraphOf(word: string): Y.XmlElement {
  const paragraph = new Y.XmlElement("paragraph");
  paragraph.insert(0, [new Y.XmlText(word)]);
  return paragraph;
}
