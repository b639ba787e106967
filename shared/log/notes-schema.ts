/** The number of the notes editor's schema; raised when the editor learns a node or a mark that an older one would lose. */
export const notesSchema = 1;
