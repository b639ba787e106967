import { type FileType, isFileType } from "../../shared/attachments/file-types.ts";
import { atFirstUse } from "../first-use.ts";
import { zipNames } from "./zip-names.ts";

const library = atFirstUse(() => import("file-type"));

/** Parts of office files that hold programs: VBA, Basic, scripts and ActiveX (ECMA-376, ODF 1.3 part 2). */
const programs = /(^|\/)(vbaProject\.bin|vbaData\.xml|activeX\/|Basic\/|Scripts\/|macrosheets\/)/i;
/** Beginnings of text that some program would run or show as a page. */
const active = /^\s*(<[!?a-z/]|#!|%!PS|\{\\rtf|@echo\b|MIME-Version:)/i;
const sniffedBytes = 1_024;

/**
 * What a file is, by its content alone [AT3]; null for everything that cannot be attached: pages, scripts,
 * programs, archives, office files with macros, and whatever is not known.
 */
export async function sniff(file: Uint8Array): Promise<FileType | null> {
  if (isPlainText(file)) return "text/plain";
  const { fileTypeFromBuffer } = await library();
  const found = (await fileTypeFromBuffer(file))?.mime;
  const type = found === "image/apng" ? "image/png" : found;
  if (type === undefined || !isFileType(type) || type === "text/plain") return null;
  if (!type.startsWith("application/vnd.")) return type;
  const names = zipNames(file);
  return names === null || names.some((name) => programs.test(name)) ? null : type;
}

/** Text in whatever encoding: no control characters but those that set lines, and nothing that acts. */
function isPlainText(file: Uint8Array): boolean {
  const utf16 = (file[0] === 0xff && file[1] === 0xfe) || (file[0] === 0xfe && file[1] === 0xff);
  const beginning = new TextDecoder(utf16 ? (file[0] === 0xff ? "utf-16le" : "utf-16be") : "utf-8").decode(
    file.subarray(0, sniffedBytes),
  );
  if (active.test(beginning) || beginning.startsWith("%PDF-")) return false;
  return utf16 ? !beginning.includes("\0") : !hasControls(file);
}

function hasControls(file: Uint8Array): boolean {
  for (const byte of file) {
    const setsLines = byte === 0x09 || byte === 0x0a || byte === 0x0c || byte === 0x0d;
    if (byte === 0x7f || (byte < 0x20 && !setsLines)) return true;
  }
  return false;
}
