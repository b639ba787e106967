import * as Y from "yjs";
import { docName } from "../shared/log/doc-name.ts";
import { notesRoot } from "../shared/log/notes-schema.ts";
import type { Random } from "../shared/random.arbitrary.ts";
import type { Store } from "../sync-server/store/store.ts";

/** Whoever wrote with the other editor; nobody here goes on with their clientIDs. */
const owner = "somebody-elsewhere";

/**
 * Puts a word into a ticket's notes as an editor of another version wrote it: in an element, a mark or an attribute that
 * today's editor does not know. An earlier server took such edits, so it is committed without the guard.
 */
export async function commitNewerNotes(
  store: Store,
  { ticketId, word, random, at }: { ticketId: string; word: string; random: Random; at: number },
): Promise<void> {
  const doc = docName("notes", ticketId);
  const edit = new Y.Doc();
  edit.clientID = 1 + random.below(2 ** 31);
  const root = edit.getXmlFragment(notesRoot);
  random.pick([inElement, inMark, inAttribute])(root, word);
  const writers = [{ client: edit.clientID, clock: Y.getState(edit.store, edit.clientID), owner }];
  const update = Y.encodeStateAsUpdate(edit);
  const committed = await store.commit({
    steps: [{ kind: "notes", doc, update, writers }],
    judgedAgainst: new Map(),
    at,
  });
  if (!committed.ok) throw new Error("nobody else writes while the server has no connection");
}

function inElement(root: Y.XmlFragment, word: string): void {
  const element = new Y.XmlElement("futureTable");
  root.push([element]);
  element.push([new Y.XmlText(word)]);
}

function inMark(root: Y.XmlFragment, word: string): void {
  const paragraph = new Y.XmlElement("paragraph");
  const text = new Y.XmlText();
  root.push([paragraph]);
  paragraph.push([text]);
  text.insert(0, word, { futureMark: { level: 1 } });
}

function inAttribute(root: Y.XmlFragment, word: string): void {
  const paragraph = new Y.XmlElement("paragraph");
  paragraph.setAttribute("futureAlign", "left");
  root.push([paragraph]);
  paragraph.push([new Y.XmlText(word)]);
}
