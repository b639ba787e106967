import { Bytes } from "../../shared/attachments/bytes.ts";

const directoryEnd = 0x06054b50;
const directoryEntry = 0x02014b50;
/** The end record and the longest comment after it (APPNOTE 4.3.16). */
const endLength = 22;
const longestComment = 0xffff;

/** The names in a zip's directory; null when it has none that can be read. Nothing is unpacked. */
export function zipNames(file: Uint8Array): string[] | null {
  const bytes = new Bytes(file);
  try {
    const end = endOf(bytes);
    const names: string[] = [];
    let at = bytes.uint32(end + 16, true);
    for (let left = bytes.uint16(end + 10, true); left > 0; left--) {
      if (bytes.uint32(at, true) !== directoryEntry) return null;
      const nameEnd = at + 46 + bytes.uint16(at + 28, true);
      names.push(bytes.text(at + 46, nameEnd));
      at = nameEnd + bytes.uint16(at + 30, true) + bytes.uint16(at + 32, true);
    }
    return names;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function endOf(bytes: Bytes): number {
  const first = Math.max(0, bytes.length - endLength - longestComment);
  for (let at = bytes.length - endLength; at >= first; at--) {
    if (bytes.uint32(at, true) === directoryEnd) return at;
  }
  throw new RangeError("no directory");
}
