/** The number of the notes editor's schema; raised when the editor learns a node or a mark that an older one would lose. */
export const notesSchema = 1;

/** The name of the one root of a notes document. */
export const notesRoot = "notes";

/** The elements that the notes editor writes, each with its attributes. A test holds them against the editor's own schema. */
export const notesElements: ReadonlyMap<string, readonly string[]> = new Map([
  ["paragraph", []],
  ["heading", ["level"]],
  ["blockquote", []],
  ["bulletList", []],
  ["orderedList", ["start", "type"]],
  ["listItem", []],
  ["hardBreak", []],
  ["horizontalRule", []],
]);

/** The marks that the notes editor puts on text; none has attributes. */
export const notesMarks: readonly string[] = ["bold", "italic", "strike", "underline"];
