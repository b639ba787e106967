import { safeFileName } from "../../shared/attachments/file-name.ts";
import { isPicture } from "../../shared/attachments/file-types.ts";
import { fileBytes } from "../../shared/attachments/limits.ts";
import { pictureFits } from "../../shared/attachments/picture-size.ts";
import type { Attachment } from "../../shared/entries/chat-entries.ts";
import { fileRefusals, sizeWords } from "../ui/file-words.ts";
import { cleanPicture } from "./clean-picture.ts";
import { typeOfContent } from "./type-of-content.ts";

export type Prepared = { ok: true; attachment: Attachment; data: Blob } | { ok: false; why: string };

/** Enough of a file to see what it is. */
const headBytes = 64;

/**
 * Makes an attachment of a chosen file: a picture loses what it says about itself, the name what could mislead. Nothing
 * leaves the device here.
 * @param most bytes that the campus allows
 */
export async function prepareFile(file: File, most: number): Promise<Prepared> {
  if (file.size === 0) return no("It is empty.");
  // A picture may become smaller when it is encoded anew, but not everything fits into a phone's memory.
  if (file.size > fileBytes.most) return tooLarge(most);
  const head = new Uint8Array(await file.slice(0, headBytes).arrayBuffer());
  const chosen = typeOfContent(head, file.name);
  if (chosen === null) return no(fileRefusals["file-type-refused"] ?? "");
  const raster = chosen === "image/heic" || isPicture(chosen);
  // Before anything decodes it: that alone would take the memory of a phone.
  if (raster && pictureFits(new Uint8Array(await file.arrayBuffer())) === false)
    return no("It has more than 50 million pixels. Send it smaller.");
  const picture = raster ? await cleanPicture(file, chosen) : null;
  if (picture === null && chosen === "image/heic")
    return no("This browser cannot read HEIC pictures. Send it as JPEG.");
  if (picture === null && isPicture(chosen)) return no("The picture is damaged and cannot be read.");
  if (chosen === "image/heic")
    return picture === null ? no("") : made(file.name, picture.type, picture.data, most);
  return picture === null
    ? made(file.name, chosen, file, most)
    : made(file.name, picture.type, picture.data, most);
}

async function made(
  name: string,
  type: Attachment["type"] & Parameters<typeof safeFileName>[1],
  data: Blob,
  most: number,
): Promise<Prepared> {
  if (data.size > most) return tooLarge(most);
  const bytes = await data.arrayBuffer();
  const sha256 = hex(await crypto.subtle.digest("SHA-256", bytes));
  // The bytes themselves: a file on the disk may change or go while it waits here.
  const kept = new Blob([bytes], { type });
  return {
    ok: true,
    attachment: { sha256, name: safeFileName(renamed(name, type), type), type, size: kept.size },
    data: kept,
  };
}

/** A picture whose type has changed, or whose name was wrong, ends as what it is now. */
function renamed(name: string, type: string): string {
  return isPicture(type)
    ? name.replace(/\.(heic|heif|jpe?g|png|gif|webp|bmp)$/i, (end) => (fits(end, type) ? end : ""))
    : name;
}

function fits(end: string, type: string): boolean {
  return type === `image/${end.slice(1).toLowerCase().replace("jpg", "jpeg")}`;
}

function tooLarge(most: number): Prepared {
  return no(`It is larger than ${sizeWords(most)}.`);
}

function no(why: string): Prepared {
  return { ok: false, why };
}

function hex(digest: ArrayBuffer): string {
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
