import { beginningOf, graphemesOf } from "../text/graphemes.ts";
import { type FileType, fileTypes, nameFits } from "./file-types.ts";

/** Characters of a file's name; with its extension it stays below the 200 of an attachment and the 255 bytes of most disks. */
const nameLength = 60;
/** Bytes of its stem. */
const nameBytes = 180;

// Control and direction characters make a name look like another one; the rest means something to some file system.
// Joiners (U+200C, U+200D) are spelling in Persian and Hindi, and make one emoji of several.
const unsafe = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\:*?"<>|]/gu;

/** The name under which a file may be saved: no path, nothing that hides its end, and the end that its type has. */
export function safeFileName(name: string, type: FileType): string {
  const cleaned = name.toWellFormed().normalize("NFC").replace(unsafe, "_");
  const ending = nameFits(cleaned, type) ? cleaned.slice(cleaned.lastIndexOf(".")) : "";
  const stem = trimmed(ending === "" ? cleaned : cleaned.slice(0, -ending.length));
  return `${stem === "" ? "file" : stem}${ending === "" ? `.${fileTypes[type].extensions[0]}` : ending}`;
}

function trimmed(stem: string): string {
  return withinBytes(beginningOf(stem, nameLength)).replace(/^[. ]+|[. ]+$/g, "");
}

/** A letter may be many bytes: an emoji of a family is 25. */
function withinBytes(stem: string): string {
  const bytes = new TextEncoder();
  let kept = stem;
  while (bytes.encode(kept).length > nameBytes) kept = graphemesOf(kept).slice(0, -1).join("");
  return kept;
}
