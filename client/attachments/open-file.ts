import { isPicture } from "../../shared/attachments/file-types.ts";
import { filesPath } from "../../shared/attachments/limits.ts";
import type { Attachment } from "../../shared/entries/chat-entries.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { refusalIn } from "../../shared/refusal.ts";
import type { Replica } from "../replica/database.ts";
import { blobKey, keepOpened, touchFile } from "../replica/files.ts";

/** A file that could not be opened; the message is a sentence for people. */
export class FileProblem extends Error {
  override readonly name = "FileProblem";
}

const notHereYet = "This file is not on this device yet. It opens when you are back online.";

/** Milliseconds for the whole file: the largest one over a slow line. */
const patienceMs = 300_000;

const coming = new Map<string, Promise<Blob>>();

/** The file from this device, or from the server, and then it stays here. @throws FileProblem */
export async function openFile(replica: Replica, ticketId: string, file: Attachment): Promise<Blob> {
  const doc = docName("chat", ticketId);
  const key = blobKey(doc, file.sha256);
  const row = await replica.blobs.get(key);
  if (row !== undefined) {
    await touchFile(replica, row, Date.now());
    return harmless(row.data, file.type);
  }
  const name = `${replica.name} ${key}`;
  const started = coming.get(name) ?? fetchFile(ticketId, file).finally(() => coming.delete(name));
  coming.set(name, started);
  const data = await started;
  await keepOpened(replica, doc, { attachment: file, data }, Date.now());
  return harmless(data, file.type);
}

/** No type that a browser would run or show as a page, whatever the entry says. */
export function harmless(data: Blob, type: string): Blob {
  return data.slice(0, data.size, isPicture(type) ? type : "application/octet-stream");
}

async function fetchFile(ticketId: string, file: Attachment): Promise<Blob> {
  let response: Response;
  let bytes: ArrayBuffer;
  try {
    response = await fetch(`${filesPath}/${ticketId}/${file.sha256}`, {
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(patienceMs),
    });
    bytes = await response.arrayBuffer();
  } catch (error) {
    throw new FileProblem(notHereYet, { cause: error });
  }
  // Anything else may be said by a proxy or a network's sign-in page, or while the server is busy: the file is still there.
  if (!response.ok) {
    const code = refusalIn(new TextDecoder().decode(bytes))?.code;
    throw new FileProblem(code === "no-such-file" ? "This file is not there any more." : notHereYet);
  }
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  const sha256 = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (sha256 !== file.sha256) throw new FileProblem("This file did not arrive whole. Try again.");
  return new Blob([bytes], { type: file.type });
}
