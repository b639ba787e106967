import * as Y from "yjs";

/** The words an update inserts, in the order in which they were typed; a new block begins a new line. */
export function insertedText(update: Uint8Array): string {
  let text = "";
  for (const struct of Y.decodeUpdate(update).structs) {
    if (!(struct instanceof Y.Item)) continue;
    if (struct.content instanceof Y.ContentString) text += struct.content.str;
    else if (struct.content instanceof Y.ContentType && text !== "" && !text.endsWith("\n")) text += "\n";
  }
  return text;
}
