import { type FileType, fileTypes, nameFits } from "./file-types.ts";

/** Characters of a file's name; with its extension it stays below the 200 of an attachment and the 255 bytes of most disks. */
const nameLength = 60;

// Control and direction characters make a name look like another one; the rest means something to some file system.
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\:*?"<>|]/gu;

/** The name under which a file may be saved: no path, nothing that hides its end, and the end that its type has. */
export function safeFileName(name: string, type: FileType): string {
  const cleaned = name.toWellFormed().normalize("NFC").replace(unsafe, "_");
  const ending = nameFits(cleaned, type) ? cleaned.slice(cleaned.lastIndexOf(".")) : "";
  const stem = trimmed(ending === "" ? cleaned : cleaned.slice(0, -ending.length));
  return `${stem === "" ? "file" : stem}${ending === "" ? `.${fileTypes[type].extensions[0]}` : ending}`;
}

/** By whole characters: half of a surrogate pair is no text. */
function trimmed(stem: string): string {
  return [...stem]
    .slice(0, nameLength)
    .join("")
    .replace(/^[. ]+|[. ]+$/g, "");
}
