import { Bytes, joined, type Part } from "./bytes.ts";
import { tiffHasPlace, xmpHasPlace } from "./tiff.ts";

/** One marker segment; that of a scan includes the picture's data up to the next marker (ITU-T T.81, B.1.1). */
type Segment = Part & { marker: number; body: number };

const markers = {
  start: 0xd8,
  end: 0xd9,
  scan: 0xda,
  app0: 0xe0,
  app1: 0xe1,
  app2: 0xe2,
  app14: 0xee,
} as const;
const exif = "Exif\0\0";
const xmp = "http://ns.adobe.com/xap/1.0/\0";

/** @throws RangeError when it is no whole JPEG */
function segmentsOf(bytes: Bytes): { segments: Segment[]; end: number } {
  if (bytes.uint16(0) !== 0xff00 + markers.start) throw new RangeError("no JPEG");
  const segments: Segment[] = [];
  let at = 2;
  for (;;) {
    const from = at;
    if (bytes.uint8(at) !== 0xff) throw new RangeError("no marker");
    while (bytes.uint8(at) === 0xff) at++;
    const marker = bytes.uint8(at++);
    if (marker === markers.end) return { segments, end: at };
    const body = at + 2;
    const length = bytes.uint16(at);
    if (length < 2 || at + length > bytes.length) throw new RangeError("past the end");
    at += length;
    if (marker === markers.scan) at = afterScan(bytes, at);
    segments.push({ marker, from, to: at, body });
  }
}

/** Where the picture's data end: at a marker that is neither an escaped FF nor a restart. */
function afterScan(bytes: Bytes, from: number): number {
  for (let at = from; ; at++) {
    at = bytes.all.indexOf(0xff, at);
    if (at < 0) throw new RangeError("no end");
    const next = bytes.uint8(at + 1);
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
}

/** What makes the picture look as it does: all but descriptions of it, thumbnails and whatever follows its end. */
function isNeeded(bytes: Bytes, { marker, body }: Segment): boolean {
  if (marker === markers.app0) return bytes.startsWith("JFIF\0", body);
  if (marker === markers.app2) return bytes.startsWith("ICC_PROFILE\0", body);
  if (marker === markers.app14) return true;
  const isApplication = marker >= 0xe0 && marker <= 0xef;
  const isComment = marker === 0xfe;
  return !isApplication && !isComment;
}

/** The same picture without what is told about it. @throws RangeError when it is no whole JPEG */
export function stripJpeg(all: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Bytes(all);
  const { segments, end } = segmentsOf(bytes);
  const kept = segments.filter((segment) => isNeeded(bytes, segment));
  return joined(all, [{ from: 0, to: 2 }, ...kept, { from: end - 2, to: end }]);
}

/** @throws RangeError when it is no whole JPEG */
export function jpegHasPlace(all: Uint8Array): boolean {
  const bytes = new Bytes(all);
  const { segments, end } = segmentsOf(bytes);
  // Phones append further pictures, each with an Exif of its own.
  if (bytes.has(exif, end)) return true;
  return segments.some(({ marker, body, to }) => {
    if (marker !== markers.app1) return false;
    if (bytes.startsWith(exif, body)) return tiffHasPlace(all.subarray(body + exif.length, to));
    return bytes.startsWith(xmp.slice(0, 20), body) ? xmpHasPlace(bytes, body, to) : false;
  });
}
