import { Dexie } from "dexie";
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import * as Y from "yjs";
import { type OpenNotes, openNotes } from "../client/notes/open-notes.ts";
import { createAwarenessHub } from "../client/sync/awareness-hub.ts";
import { docName } from "../shared/log/doc-name.ts";
import type { Random } from "../shared/random.arbitrary.ts";
import type { Device } from "./device.ts";
import { turns } from "./turns.ts";
import type { Witness } from "./witness.ts";
import { wordsIn } from "./words.ts";

// Without an IndexedDB of the whole program Dexie's live queries do nothing, whatever their own database has.
Object.assign(Dexie.dependencies, { indexedDB: new IDBFactory(), IDBKeyRange });

/** Turns of the event loop after which a screen's state is taken not to come. */
const comesWithinTurns = 5_000;

/** Opens a ticket's notes, types a word or deletes one where the editor is shown, and closes them. */
export async function editNotes(
  device: Device,
  ticketId: string,
  word: string,
  { random, witness }: { random: Random; witness: Witness },
): Promise<void> {
  const name = docName("notes", ticketId);
  await onScreen(device, ticketId, async (notes) => {
    const shown = notes.shown.get();
    if (shown.as === "words") return;
    const root = shown.fragment;
    const deletes = root.length > 2 && random.oneIn(5);
    const at = random.below(root.length + (deletes ? 0 : 1));
    const gone = deletes ? wordsIn(String(root.get(at))) : [];
    witness.wrote(word, name);
    if (deletes) root.delete(at, 1);
    else root.insert(at, [paragraphOf(word)]);
    shown.edited();
    await turns(1);
    await until(() => notes.saving.get() !== "saving" || notes.ended.get() !== null, "saved");
    if (notes.saving.get() === "failed") return;
    for (const each of gone) witness.notesWords.delete(each);
    if (!deletes) witness.notesWords.set(word, name);
    witness.tally.count("notes edited");
  });
}

/** Opens a ticket's notes, reads, and closes them: nothing may be written by that. */
export async function lookAtNotes(device: Device, ticketId: string, witness: Witness): Promise<void> {
  const name = docName("notes", ticketId);
  const waiting = () => device.replica.outbox.where("doc").equals(name).primaryKeys();
  const before = await waiting();
  await onScreen(device, ticketId, async (notes) => {
    if (notes.shown.get().as === "words") witness.tally.count("notes read as words");
    await turns(3);
  });
  witness.tally.count(`notes read by ${device.me.role}`);
  if ((await waiting()).some((order) => !before.includes(order)))
    witness.wrong.push(`${device.name} only looked at ${name}, and wrote`);
}

/** The notes as the app opens them: y-websocket's provider over the virtual socket, and the document that the editor binds to. */
async function onScreen(
  device: Device,
  ticketId: string,
  work: (notes: OpenNotes) => Promise<void>,
): Promise<void> {
  const notes = openNotes(device.session, ticketId, createAwarenessHub());
  try {
    await until(() => notes.loaded.get() || notes.ended.get() !== null, "loaded");
    if (notes.ended.get() === null) await work(notes);
  } finally {
    notes.close();
  }
}

async function until(look: () => boolean, what: string): Promise<void> {
  for (let turn = 0; !look(); turn++) {
    if (turn > comesWithinTurns) throw new Error(`notes on a screen: never came: ${what}`);
    await turns(1);
  }
}

function paragraphOf(word: string): Y.XmlElement {
  const paragraph = new Y.XmlElement("paragraph");
  paragraph.insert(0, [new Y.XmlText(word)]);
  return paragraph;
}
