import type { Attachment } from "../../shared/entries/chat-entries.ts";
import { docName } from "../../shared/log/doc-name.ts";
import type { Replica } from "../replica/database.ts";
import { blobKey } from "../replica/files.ts";

/** How much of a message's files the server has, in whole per cent; null when nothing is waited for. For `liveQuery`. */
export async function uploadProgress(
  replica: Replica,
  ticketId: string,
  files: readonly Attachment[],
): Promise<number | null> {
  const keys = files.map((file) => blobKey(docName("chat", ticketId), file.sha256));
  const blobs = await replica.blobs.bulkGet(keys);
  if (!blobs.some((blob) => blob?.toUpload)) return null;
  const transfers = await replica.transfers.bulkGet(keys);
  let sent = 0;
  let total = 0;
  for (const [index, { size }] of files.entries()) {
    total += size;
    sent += blobs[index]?.toUpload ? Math.min(size, transfers[index]?.sent ?? 0) : size;
  }
  return Math.floor((100 * sent) / total);
}
