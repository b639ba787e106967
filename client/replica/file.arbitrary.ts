import type { Attachment } from "../../shared/entries/chat-entries.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { draftFile } from "./files.ts";
import type { DeskSession } from "./session.ts";

/** A file as if it had been made ready. `digit` tells it from the others. */
export function someFile(digit: string, size = 3): { attachment: Attachment; data: Blob } {
  const attachment = { sha256: digit.repeat(64), name: `${digit}.txt`, type: "text/plain", size };
  return { attachment, data: new Blob(["abc"], { type: "text/plain" }) };
}

/** Chooses files for the next message of this ticket. */
export async function choose(
  { replica }: DeskSession,
  ticketId: string,
  ...digits: string[]
): Promise<Attachment[]> {
  const files = digits.map((digit) => someFile(digit));
  for (const [index, file] of files.entries())
    await draftFile(replica, docName("chat", ticketId), file, index);
  return files.map((file) => file.attachment);
}
