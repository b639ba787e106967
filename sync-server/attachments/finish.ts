import { readFile } from "node:fs/promises";
import { isPicture } from "../../shared/attachments/file-types.ts";
import { hasPlace } from "../../shared/attachments/picture-metadata.ts";
import { pictureFits } from "../../shared/attachments/picture-size.ts";
import type { Accounts } from "../accounts/accounts.ts";
import { Problem } from "../http/problem.ts";
import type { UploadRow } from "../store/files.ts";
import type { Desk } from "../sync/desk.ts";
import type { FileFolder } from "./file-folder.ts";
import { mayAttach } from "./may-attach.ts";
import { sniff } from "./sniff.ts";
import type { UploadFolder } from "./upload-folder.ts";

export type Finishing = {
  desk: Pick<Desk, "store" | "writer" | "now">;
  accounts: Pick<Accounts, "person">;
  uploads: UploadFolder;
  files: FileFolder;
};

/**
 * Makes a file of an upload whose bytes are all there: checks them, keeps them under their hash and puts on record who
 * may name them [AT2–AT4]. Files are looked at one at a time, so that one file at most is in memory.
 * @throws Problem when it is refused; the bytes are gone then
 */
export async function finishUpload(
  { desk, accounts, uploads, files }: Finishing,
  row: UploadRow,
): Promise<void> {
  await files.inTurn(async () => {
    const upload = await desk.store.upload(row.id);
    if (upload?.state === "done") return;
    const person = accounts.person(row.person);
    // Whoever lost the chat while the bytes came has no place to put them.
    const refused =
      upload?.state !== "receiving" || person === null || !(await mayAttach(desk, person, row.doc))
        ? new Problem("no-such-upload")
        : await problemOf(row, await readFile(uploads.pathOf(row.id)));
    if (refused !== null) {
      await desk.store.endUpload(row.id);
      await uploads.remove(row.id);
      throw refused;
    }
    await files.take(uploads.pathOf(row.id), row.sha256);
    await desk.store.keepFile(row, desk.now());
    await uploads.remove(row.id);
  });
}

async function problemOf({ sha256, type }: UploadRow, content: Buffer<ArrayBuffer>): Promise<Problem | null> {
  const digest = Buffer.from(await crypto.subtle.digest("SHA-256", content)).toString("hex");
  if (digest !== sha256) return new Problem("file-altered");
  if ((await sniff(content)) !== type) return new Problem("file-type-refused");
  if (!isPicture(type)) return null;
  const fits = pictureFits(content);
  if (fits === false) return new Problem("picture-too-large");
  if (fits === null) return damaged();
  switch (hasPlace(type, content)) {
    case true:
      return new Problem("picture-with-place");
    case false:
      return null;
    default:
      return damaged();
  }
}

function damaged(): Problem {
  return new Problem("file-type-refused", { detail: "This picture is damaged and cannot be read." });
}
