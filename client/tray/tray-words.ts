import type { TrayRow } from "../replica/schema.ts";
import { entryWords, wordsIn } from "../ui/entry-words.ts";

/** What a refused item was, and the words in it. */
export type TrayWords = {
  title: string;
  /** The person's own words; null when it was a deed and nothing was written. */
  words: string | null;
  /** Notes are rich text: what is left is their plain words, which can be copied. */
  kind: "message" | "request" | "notes" | "deed";
};

export function trayWords(row: TrayRow, nameOf: (id: string) => string): TrayWords {
  const { entry } = row;
  if (entry === null) {
    return row.doc.startsWith("notes/")
      ? { title: "What you wrote in the notes", words: row.text, kind: "notes" }
      : { title: "A message you were writing", words: row.text, kind: "message" };
  }
  const words = wordsIn(entry);
  if (entry.type === "chat.message") {
    const files = (entry.attachments ?? []).map((file) => file.name).join(", ");
    return { title: files === "" ? "Your message" : `Your message with ${files}`, words, kind: "message" };
  }
  if (entry.type === "request.written" || entry.type === "request.edited")
    return { title: entryWords(entry, { nameOf, reasons: true }), words, kind: "request" };
  // A bare "You claimed this ticket" reads as if it had counted.
  return { title: `Did not count: ${entryWords(entry, { nameOf, reasons: true })}`, words, kind: "deed" };
}
