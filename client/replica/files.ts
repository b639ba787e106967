import { type Attachment, messageLimits } from "../../shared/entries/chat-entries.ts";
import type { Entry } from "../../shared/entries/entry.ts";
import { type DocName, docName } from "../../shared/log/doc-name.ts";
import { isHeld } from "./base.ts";
import type { Replica } from "./database.ts";
import { byOrder } from "./load.ts";
import type { Shown } from "./overlay.ts";
import type { BlobRow, OutboxRow } from "./schema.ts";

/** Bytes of files kept only so that they open without a network. What still has to be sent is kept beside it. */
export const openedBytes = 200 * 1024 * 1024;

export function blobKey(doc: DocName, sha256: string): string {
  return `${doc}/${sha256}`;
}

export function filesOf(entry: Entry | null): Attachment[] {
  return entry?.type === "chat.message" ? (entry.attachments ?? []) : [];
}

/** A file chosen for the message that is being written in this chat. @returns false when there are as many as it may have */
export async function draftFile(
  replica: Replica,
  doc: DocName,
  chosen: { attachment: Attachment; data: Blob },
  now: number,
): Promise<boolean> {
  const key = blobKey(doc, chosen.attachment.sha256);
  return replica.transaction("rw", replica.blobs, async () => {
    const drafts = (await draftedFiles(replica, doc)).filter((row) => row.key !== key);
    if (drafts.length >= messageLimits.attachments) return false;
    const toUpload = (await replica.blobs.get(key))?.toUpload ?? false;
    await replica.blobs.put({ key, doc, ...chosen, drafted: true, toUpload, at: now });
    return true;
  });
}

/** In the order in which they were chosen. */
export async function draftedFiles(replica: Replica, doc: DocName): Promise<BlobRow[]> {
  const rows = await replica.blobs.where("doc").equals(doc).toArray();
  return rows.filter((row) => row.drafted).sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
}

/** Are these files still chosen for a message, and not on their way with one that another tab sent? */
export async function areDrafted(
  replica: Replica,
  doc: DocName,
  attachments: readonly Attachment[],
): Promise<boolean> {
  const rows = await replica.blobs.bulkGet(attachments.map(({ sha256 }) => blobKey(doc, sha256)));
  return rows.every((row) => row === undefined || row.drafted);
}

export async function undraftFile(replica: Replica, key: string): Promise<void> {
  await replica.transaction("rw", [replica.blobs, replica.outbox, replica.tray], async () => {
    const needed = await neededKeys(replica);
    if (needed.has(key)) await replica.blobs.update(key, { drafted: false });
    else await replica.blobs.delete(key);
  });
}

/** The files of a new message have to be on the server before it may go. Runs inside the caller's transaction. */
export async function sendFiles(replica: Replica, entries: readonly Entry[]): Promise<void> {
  for (const entry of entries) {
    const row = await replica.outbox.where("id").equals(entry.id).first();
    if (row !== undefined) await requireUpload(replica, row);
  }
}

/** @returns whether this device has all the files of the message */
export async function requireUpload(replica: Replica, row: OutboxRow): Promise<boolean> {
  const keys = filesOf(row.entry).map((file) => blobKey(row.doc, file.sha256));
  const blobs = (await replica.blobs.bulkGet(keys)).filter((blob) => blob !== undefined);
  await replica.blobs.bulkPut(blobs.map((blob) => ({ ...blob, drafted: false, toUpload: true })));
  return blobs.length === keys.length;
}

/** The server has this file, or will not take it: what waited for it goes now, and the server judges it. */
export async function uploaded(replica: Replica, key: string): Promise<void> {
  await replica.transaction("rw", [replica.blobs, replica.transfers], async () => {
    await replica.blobs.update(key, { toUpload: false });
    await replica.transfers.delete(key);
  });
}

/** The first file of a message that the server does not have yet; null when nothing of it is waited for. */
export async function missingFile(replica: Replica, row: OutboxRow): Promise<BlobRow | null> {
  const keys = filesOf(row.entry).map((file) => blobKey(row.doc, file.sha256));
  if (keys.length === 0) return null;
  return (await replica.blobs.bulkGet(keys)).find((blob) => blob?.toUpload) ?? null;
}

/**
 * What may be pushed of a stage: in a chat nothing from the first message on whose files are not on the server, so
 * that a conversation keeps its order. The other documents go on. Runs inside the caller's transaction.
 */
export async function untilFilesAreThere(
  replica: Replica,
  stage: readonly OutboxRow[],
): Promise<OutboxRow[]> {
  const ready: OutboxRow[] = [];
  const held = new Set<DocName>();
  for (const row of stage) {
    if (!held.has(row.doc) && (await missingFile(replica, row)) !== null) held.add(row.doc);
    if (!held.has(row.doc)) ready.push(row);
  }
  return ready;
}

/** A file to upload, for the message that waits for it. */
export type ToUpload = { row: OutboxRow; blob: BlobRow };

/**
 * The next file to upload: of each ticket only what its first waiting message needs, and only when everything that was
 * done on the ticket before has been accepted: a claim made offline gives the right to upload.
 */
export async function nextUpload(
  replica: Replica,
  postponed: (key: string) => boolean,
): Promise<ToUpload | null> {
  const { outbox, blobs } = replica;
  return replica.transaction("r", [outbox, blobs], async () => {
    const blocked = new Set<string>();
    for (const row of (await outbox.toArray()).sort(byOrder)) {
      if (blocked.has(row.ticketId) || row.state === "accepted") continue;
      const blob = await missingFile(replica, row);
      if (blob !== null && !postponed(blob.key)) return { row, blob };
      if (blob !== null || row.kind === "ticket" || row.kind === "request") blocked.add(row.ticketId);
    }
    return null;
  });
}

/** The message is not sent after all. Runs inside the caller's transaction, after the row was deleted. */
export async function dropFilesOf(
  replica: Replica,
  row: { doc: DocName; entry: Entry | null },
): Promise<void> {
  const keys = filesOf(row.entry).map((file) => blobKey(row.doc, file.sha256));
  if (keys.length === 0) return;
  const needed = await neededKeys(replica);
  const gone = (await replica.blobs.bulkGet(keys)).flatMap((blob) =>
    blob === undefined || blob.drafted || needed.has(blob.key) ? [] : [blob.key],
  );
  await replica.blobs.bulkDelete(gone);
  await replica.transfers.bulkDelete(gone);
}

/** The keys of files of messages that were taken back, unless another message has them too [AT6]. */
export function redactedFiles(ticketId: string, chat: readonly Shown[]): string[] {
  const redacted = new Set(
    chat.flatMap(({ entry }) => (entry.type === "chat.redacted" ? [entry.message] : [])),
  );
  if (redacted.size === 0) return [];
  const standing = new Set<string>();
  const gone = new Set<string>();
  for (const { entry } of chat) {
    for (const file of filesOf(entry)) (redacted.has(entry.id) ? gone : standing).add(file.sha256);
  }
  return [...gone]
    .filter((sha256) => !standing.has(sha256))
    .map((sha256) => blobKey(docName("chat", ticketId), sha256));
}

/**
 * Deletes these files, but for those that are being sent, or are chosen for a message that is still written. Runs inside
 * the caller's transaction.
 */
export async function dropFiles(replica: Replica, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const unneeded = (await replica.blobs.bulkGet([...keys])).flatMap((blob) =>
    blob === undefined || blob.drafted || blob.toUpload ? [] : [blob.key],
  );
  await replica.blobs.bulkDelete(unneeded);
}

/** A file that was opened, to be there without a network. */
export async function keepOpened(
  replica: Replica,
  doc: DocName,
  opened: { attachment: Attachment; data: Blob },
  now: number,
): Promise<void> {
  const key = blobKey(doc, opened.attachment.sha256);
  await replica.transaction(
    "rw",
    [replica.blobs, replica.transfers, replica.outbox, replica.tray, replica.held],
    async () => {
      // Revoked while it came: then there is no place for it any more.
      if (!(await isHeld(replica, doc)) || (await replica.blobs.get(key)) !== undefined) return;
      await replica.blobs.put({ key, doc, ...opened, drafted: false, toUpload: false, at: now });
      await makeRoom(replica);
    },
  );
}

/** Moves a file to the end of those that make room, at most once in this time, ms: each time its row is written anew. */
const touchEveryMs = 3_600_000;

export async function touchFile(replica: Replica, row: BlobRow, now: number): Promise<void> {
  if (!row.drafted && now - row.at > touchEveryMs) await replica.blobs.update(row.key, { at: now });
}

/** Deletes what was opened longest ago, beyond the bound. What is still to be sent, or stands in the tray, is never deleted. */
async function makeRoom(replica: Replica): Promise<void> {
  const needed = await neededKeys(replica);
  const rows = (await replica.blobs.toArray()).filter((row) => !row.drafted && !needed.has(row.key));
  let bytes = rows.reduce((sum, row) => sum + row.attachment.size, 0);
  for (const row of rows.sort((a, b) => a.at - b.at)) {
    if (bytes <= openedBytes) return;
    bytes -= row.attachment.size;
    await replica.blobs.delete(row.key);
  }
}

/** The device is full: what was kept only to open without a network goes; the server has it. */
export async function forgetOpened(replica: Replica): Promise<void> {
  const { blobs, outbox, tray } = replica;
  await replica.transaction("rw", [blobs, outbox, tray], async () => {
    const needed = await neededKeys(replica);
    await blobs.filter((row) => !row.drafted && !row.toUpload && !needed.has(row.key)).delete();
  });
}

/** Of messages that this person wrote and that are not accepted. */
async function neededKeys(replica: Replica): Promise<Set<string>> {
  const rows = [...(await replica.outbox.toArray()), ...(await replica.tray.toArray())];
  return new Set(rows.flatMap((row) => filesOf(row.entry).map((file) => blobKey(row.doc, file.sha256))));
}
