import type { Desk } from "../sync/desk.ts";
import type { FileFolder } from "./file-folder.ts";
import { countedOverMs, finishWithinMs, namedWithinMs, sweepEveryMs } from "./limits.ts";
import type { UploadFolder } from "./upload-folder.ts";

export type Sweeping = {
  desk: Pick<Desk, "store" | "now">;
  uploads: UploadFolder;
  files: FileFolder;
};

/** Gives up uploads that did not finish in a day, and files that no message named within one [AT7]. */
export async function sweep({ desk, uploads, files }: Sweeping): Promise<void> {
  const now = desk.now();
  for (const { id } of await desk.store.unfinishedUploads(now - finishWithinMs)) {
    await desk.store.endUpload(id);
    await uploads.remove(id);
  }
  await desk.store.forgetUploads(now - Math.max(countedOverMs, finishWithinMs));
  await files.inTurn(async () => {
    for (const sha256 of await desk.store.dropOrphans(now - namedWithinMs)) await files.remove(sha256);
  });
}

/** Deletes what a crash between a row and its bytes left behind. What is younger than a sweep may be under way. */
export async function sweepStrays({ desk, uploads, files }: Sweeping): Promise<void> {
  for (const id of await desk.store.strayUploads(await uploads.ids())) await uploads.remove(id);
  for await (const old of files.olderThan(desk.now() - sweepEveryMs)) {
    await files.inTurn(async () => {
      for (const sha256 of await desk.store.strayFiles(old)) await files.remove(sha256);
    });
  }
}
