import { Bytes, joined, type Part } from "./bytes.ts";
import { tiffHasPlace, xmpHasPlace } from "./tiff.ts";

type Chunk = Part & { name: string; body: number; bodyEnd: number };

const signature = "\x89PNG\r\n\x1a\n";
/** What makes the picture look as it does (PNG, third edition, 11), animation included. */
const needed = new Set(
  "IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD pHYs hIST sPLT acTL fcTL fdAT".split(" "),
);

/** Up to the chunk that ends the picture; whatever follows it is no part of it. @throws RangeError when there is none */
function chunksOf(bytes: Bytes): Chunk[] {
  if (!bytes.startsWith(signature)) throw new RangeError("no PNG");
  const chunks: Chunk[] = [];
  for (let at = signature.length; ; ) {
    const body = at + 8;
    const bodyEnd = body + bytes.uint32(at);
    const name = bytes.text(at + 4, body);
    if (bodyEnd + 4 > bytes.length) throw new RangeError("past the end");
    chunks.push({ name, from: at, to: bodyEnd + 4, body, bodyEnd });
    at = bodyEnd + 4;
    if (name === "IEND") return chunks;
  }
}

/** The same picture without what is told about it. @throws RangeError when it is no whole PNG */
export function stripPng(all: Uint8Array): Uint8Array<ArrayBuffer> {
  const chunks = chunksOf(new Bytes(all)).filter(({ name }) => needed.has(name));
  return joined(all, [{ from: 0, to: signature.length }, ...chunks]);
}

/** @throws RangeError when it is no whole PNG */
export function pngHasPlace(all: Uint8Array): boolean {
  const bytes = new Bytes(all);
  const chunks = chunksOf(bytes);
  return chunks.some(({ name, body, bodyEnd }) => {
    if (name === "eXIf") return tiffHasPlace(all.subarray(body, bodyEnd));
    if (name !== "tEXt" && name !== "zTXt" && name !== "iTXt") return false;
    // Some programs put a whole Exif or XMP block into a text, packed so that only its name can be read.
    if (bytes.startsWith("Raw profile type", body)) return true;
    if (name === "zTXt") return bytes.startsWith("XML:com.adobe.xmp", body);
    return xmpHasPlace(bytes, body, bodyEnd);
  });
}
