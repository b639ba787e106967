import { z } from "zod";
import { docName } from "../../shared/log/doc-name.ts";
import type { JobHandler } from "../jobs/job.ts";
import type { Desk } from "../sync/desk.ts";
import type { FileFolder } from "./file-folder.ts";

const payload = z.object({ message: z.uuid() });

/** Deletes the files of a message that was taken back, unless another one has them too [AT6]. Safe to repeat. */
export function dropHandler(desk: Pick<Desk, "store">, files: FileFolder): JobHandler {
  return async (job) => {
    const { message } = payload.parse(job.payload);
    if (job.ticketId === null) return { outcome: "failed", error: "a job without its ticket" };
    const doc = docName("chat", job.ticketId);
    await files.inTurn(async () => {
      for (const sha256 of await desk.store.dropFilesOf(doc, message)) await files.remove(sha256);
    });
    return { outcome: "done" };
  };
}
