import { Bytes, joined, type Part } from "./bytes.ts";
import { tiffHasPlace, xmpHasPlace } from "./tiff.ts";

type Chunk = Part & { name: string; body: number; bodyEnd: number };

/** What makes the picture look as it does (RFC 9649, 2.7). */
const needed = new Set(["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"]);
/** In the flags of VP8X: "there is XMP", "there is Exif". */
const describes = 0x04 | 0x08;
const headerLength = 12;

/** @throws RangeError when it is no whole WebP */
function chunksOf(bytes: Bytes): Chunk[] {
  if (!bytes.startsWith("RIFF") || !bytes.startsWith("WEBP", 8)) throw new RangeError("no WebP");
  const end = 8 + bytes.uint32(4, true);
  if (end > bytes.length) throw new RangeError("past the end");
  const chunks: Chunk[] = [];
  for (let at = headerLength; at < end; ) {
    const body = at + 8;
    const size = bytes.uint32(at + 4, true);
    const bodyEnd = body + size;
    const to = bodyEnd + (size % 2);
    if (bodyEnd > end) throw new RangeError("past the end");
    chunks.push({ name: bytes.text(at, at + 4), from: at, to: Math.min(to, end), body, bodyEnd });
    at = to;
  }
  return chunks;
}

/** The same picture without what is told about it. @throws RangeError when it is no whole WebP */
export function stripWebp(all: Uint8Array): Uint8Array<ArrayBuffer> {
  const chunks = chunksOf(new Bytes(all)).filter(({ name }) => needed.has(name));
  const made = joined(all, [{ from: 0, to: headerLength }, ...chunks]);
  const view = new DataView(made.buffer);
  view.setUint32(4, made.length - 8, true);
  const flags = headerLength + 8;
  if (chunks[0]?.name === "VP8X") view.setUint8(flags, view.getUint8(flags) & ~describes);
  return made;
}

/** @throws RangeError when it is no whole WebP */
export function webpHasPlace(all: Uint8Array): boolean {
  const bytes = new Bytes(all);
  return chunksOf(bytes).some(({ name, body, bodyEnd }) => {
    if (name === "XMP ") return xmpHasPlace(bytes, body, bodyEnd);
    if (name !== "EXIF") return false;
    // Some writers keep the name that the block has in a JPEG.
    const prefix = bytes.startsWith("Exif\0\0", body) ? 6 : 0;
    return tiffHasPlace(all.subarray(body + prefix, bodyEnd));
  });
}
