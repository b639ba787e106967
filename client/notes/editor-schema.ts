import { type Extensions, getSchema } from "@tiptap/core";
import { StarterKit } from "@tiptap/starter-kit";

/** What the notes editor can write. Collaboration brings an undo of one's own edits only; a link could be opened by mistake. */
export const notesExtensions: Extensions = [
  StarterKit.configure({ undoRedo: false, link: false, codeBlock: false, code: false }),
];

export const editorSchema = getSchema(notesExtensions);
