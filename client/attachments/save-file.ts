import { safeFileName } from "../../shared/attachments/file-name.ts";
import { isFileType } from "../../shared/attachments/file-types.ts";
import type { Attachment } from "../../shared/entries/chat-entries.ts";

/** Milliseconds until an address that was handed to the browser's downloads is taken back. */
const handedOverMs = 60_000;

/** Hands a file to the browser's downloads, under a name that says what it is. Nothing of it runs in this page. */
export function saveFile(data: Blob, { name, type }: Attachment): void {
  const url = URL.createObjectURL(new Blob([data], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = isFileType(type) ? safeFileName(name, type) : "file";
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), handedOverMs);
}
