import { Bytes } from "../../shared/attachments/bytes.ts";
import { type FileType, isPicture, typeOfName } from "../../shared/attachments/file-types.ts";

/** HEIC is what an iPhone's camera writes; it is sent as JPEG, where the browser can read it. */
export type ChosenType = FileType | "image/heic";

const heicBrands = ["heic", "heix", "hevc", "heim", "heis", "mif1"];

/**
 * What a chosen file is: pictures and PDF by their first bytes, because names of pictures often lie; the rest by name.
 * Null for what cannot be sent. The server looks at the whole file anyway.
 */
export function typeOfContent(head: Uint8Array, name: string): ChosenType | null {
  const bytes = new Bytes(head);
  if (bytes.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (bytes.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (bytes.startsWith("GIF8")) return "image/gif";
  if (bytes.startsWith("RIFF") && bytes.startsWith("WEBP", 8)) return "image/webp";
  if (bytes.startsWith("ftyp", 4) && heicBrands.some((brand) => bytes.startsWith(brand, 8)))
    return "image/heic";
  if (bytes.startsWith("%PDF-")) return "application/pdf";
  const named = typeOfName(name);
  if (named === null || isPicture(named) || named === "application/pdf") return null;
  const zipped = bytes.startsWith("PK\x03\x04");
  return zipped === named.startsWith("application/vnd.") ? named : null;
}
