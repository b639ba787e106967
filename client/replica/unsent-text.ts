import { z } from "zod";
import type { Entry } from "../../shared/entries/entry.ts";
import type { Replica } from "./database.ts";
import { isWords } from "./keep-unsent.ts";
import { byOrder } from "./load.ts";
import { insertedText } from "./notes-text.ts";
import type { BlobRow } from "./schema.ts";

/** What only this device has of a person's words and files. */
export type UnsentText = { text: string; files: BlobRow[] };

/** Drafts of forms are kept as JSON; the strings in them are the words. */
const form = z.union([z.record(z.string(), z.unknown()), z.array(z.record(z.string(), z.unknown()))]);

/** Everything that was written here and the server does not have, as plain text a person can keep. */
export async function unsentText(replica: Replica): Promise<UnsentText> {
  const waiting = [...(await replica.resend.toArray()), ...(await replica.outbox.toArray()).sort(byOrder)];
  const refused = await replica.tray.orderBy("at").toArray();
  const drafts = await replica.drafts.filter(isWords).toArray();
  const parts = [
    ...waiting.map(({ entry, update }) => ["Not sent", wordsOf(entry) ?? wordsOfNotes(update)] as const),
    ...refused.map(({ entry, text }) => ["Not accepted", wordsOf(entry) ?? text] as const),
    ...drafts.map(({ text }) => ["Draft", draftWords(text)] as const),
  ];
  const text = parts.flatMap(([kind, words]) =>
    words === null || words.trim() === "" ? [] : [`${kind}:\n${words}\n`],
  );
  const files = await replica.blobs.toArray();
  return { text: text.join("\n"), files };
}

function wordsOf(entry: Entry | null): string | null {
  switch (entry?.type) {
    case "chat.message":
      return entry.body;
    case "request.written":
    case "request.edited":
      return [entry.title, entry.description]
        .filter((words) => words !== undefined && words !== "")
        .join("\n");
    default:
      return null;
  }
}

function wordsOfNotes(update: Uint8Array | null): string | null {
  return update === null ? null : insertedText(update);
}

/** What a person wrote in a draft, whether it is kept as words or as a form. */
export function draftWords(text: string): string {
  try {
    const parsed = form.safeParse(JSON.parse(text)).data;
    if (parsed === undefined) return text;
    const words = [parsed]
      .flat()
      .flatMap(({ name, title, description, text: body }) => [name, title, description, body])
      .filter((words) => typeof words === "string" && words !== "")
      .join("\n");
    // A message may look like a form.
    return words === "" ? text : words;
  } catch {
    return text;
  }
}
