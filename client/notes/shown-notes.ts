import { applyUpdate, Doc, encodeStateAsUpdate, UndoManager, type XmlFragment } from "yjs";
import { notesRoot } from "../../shared/log/notes-schema.ts";
import { createSubject, type Subscribable } from "../sync/subscribable.ts";
import { fitsEditor } from "./fits-editor.ts";
import { plainText } from "./plain-text.ts";

/** What a screen shows of notes: an editor on a document of its own, or their words where the editor does not know all of it. */
export type Shown = { as: "editor"; fragment: XmlFragment; edited(): void } | { as: "words"; text: string };

export type ShownNotes = { shown: Subscribable<Shown>; end(): void };

/** Marks what goes from one document to the other. */
const passedOn = Symbol("passed on");

/**
 * Stands between the notes as this device has them and the editor, which deletes what it does not know and tidies up what it
 * is given. What arrives reaches the editor only if it can show all of it. What the editor writes goes back only with
 * something that the person did: so looking never writes.
 * @param notes the notes as they are; nothing but what passes here may write to it
 */
export function showNotes(notes: Doc): ShownNotes {
  const root = notes.getXmlFragment(notesRoot);
  let editor: { doc: Doc; held: Uint8Array[] } | null = null;
  const shown = createSubject<Shown>({ as: "words", text: "" });
  look();

  function look(update?: Uint8Array): void {
    if (!fitsEditor(root)) {
      close();
      shown.set({ as: "words", text: plainText(root) });
    } else if (editor === null || update === undefined) {
      shown.set(opened());
    } else {
      applyUpdate(editor.doc, update, passedOn);
    }
  }

  function opened(): Shown {
    close();
    const doc = new Doc();
    applyUpdate(doc, encodeStateAsUpdate(notes), passedOn);
    const mine = { doc, held: [] as Uint8Array[] };
    editor = mine;
    const release = () => {
      if (editor !== mine) return;
      for (const update of mine.held.splice(0)) applyUpdate(notes, update, passedOn);
    };
    doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin === passedOn) return;
      mine.held.push(update);
      if (origin instanceof UndoManager) release();
    });
    return { as: "editor", fragment: doc.getXmlFragment(notesRoot), edited: release };
  }

  function close(): void {
    editor?.doc.destroy();
    editor = null;
  }

  const changed = (update: Uint8Array, origin: unknown) => {
    if (origin !== passedOn) look(update);
  };
  notes.on("update", changed);
  return {
    shown,
    end() {
      notes.off("update", changed);
      close();
    },
  };
}
