import { safeFileName } from "../../shared/attachments/file-name.ts";
import { isFileType } from "../../shared/attachments/file-types.ts";
import type { Attachment } from "../../shared/entries/chat-entries.ts";
import { saveBlob } from "../ui/save-blob.ts";

/** Hands a file to the browser's downloads, under a name that says what it is. Nothing of it runs in this page. */
export function saveFile(data: Blob, { name, type }: Attachment): void {
  const harmless = new Blob([data], { type: "application/octet-stream" });
  saveBlob(harmless, isFileType(type) ? safeFileName(name, type) : "file");
}
