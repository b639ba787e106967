/** Small pictures for tests, and the descriptions that cameras and programs put into them. */

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

export function bytesOf(...parts: (string | number[] | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  const all = parts.map((part) => (typeof part === "string" ? latin1(part) : Uint8Array.from(part)));
  const made = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of all) {
    made.set(part, at);
    at += part.length;
  }
  return made;
}

export function uint32(value: number, little = false): number[] {
  const bytes = [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff);
  return little ? bytes.reverse() : bytes;
}
const uint16 = (value: number) => [(value >>> 8) & 0xff, value & 0xff];

/** A pixel. */
export const tinyJpeg = Uint8Array.from(
  atob(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z",
  ),
  (character) => character.charCodeAt(0),
);
export const tinyPng = Uint8Array.from(
  atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="),
  (character) => character.charCodeAt(0),
);
export const tinyGif = Uint8Array.from(
  atob("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"),
  (character) => character.charCodeAt(0),
);
export const tinyWebp = Uint8Array.from(
  atob("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="),
  (character) => character.charCodeAt(0),
);

/** A TIFF block as Exif has it: how the camera was held and, if wanted, where: 52° 31' N, 13° 24' E. */
export function exif({
  place,
  orientation = 1,
}: {
  place: boolean;
  orientation?: number;
}): Uint8Array<ArrayBuffer> {
  const entry = (tag: number, type: number, count: number, value: number[]) => [
    ...uint16(tag),
    ...uint16(type),
    ...uint32(count),
    ...value,
  ];
  const entries = [entry(0x0112, 3, 1, [...uint16(orientation), 0, 0])];
  const gpsAt = 8 + 2 + 2 * 12 + 4;
  if (place) entries.push(entry(0x8825, 4, 1, uint32(gpsAt)));
  const directory = [...uint16(entries.length), ...entries.flat(), ...uint32(0)];
  const rationalsAt = gpsAt + 2 + 4 * 12 + 4;
  const angle = (degrees: number, minutes: number) =>
    [degrees, 1, minutes, 1, 0, 1].flatMap((part) => uint32(part));
  const gps = [
    ...uint16(4),
    ...entry(1, 2, 2, [0x4e, 0, 0, 0]),
    ...entry(2, 5, 3, uint32(rationalsAt)),
    ...entry(3, 2, 2, [0x45, 0, 0, 0]),
    ...entry(4, 5, 3, uint32(rationalsAt + 24)),
    ...uint32(0),
    ...angle(52, 31),
    ...angle(13, 24),
  ];
  return bytesOf("MM\0\x2a", uint32(8), directory, place ? gps : []);
}

/** Puts a segment right after the JPEG's start, where cameras put theirs. */
export function jpegWith(
  jpeg: Uint8Array,
  marker: number,
  ...body: Parameters<typeof bytesOf>
): Uint8Array<ArrayBuffer> {
  const content = bytesOf(...body);
  return bytesOf(jpeg.subarray(0, 2), [0xff, marker], uint16(content.length + 2), content, jpeg.subarray(2));
}

/** A photo as a phone takes it: with the place. */
export function photoWithPlace(jpeg: Uint8Array = tinyJpeg, orientation = 1): Uint8Array<ArrayBuffer> {
  return jpegWith(jpeg, 0xe1, "Exif\0\0", exif({ place: true, orientation }));
}

/** A chunk after the PNG's header; readers here do not look at its checksum. */
export function pngWith(name: string, ...body: Parameters<typeof bytesOf>): Uint8Array<ArrayBuffer> {
  const content = bytesOf(...body);
  const afterHeader = 8 + 25;
  return bytesOf(
    tinyPng.subarray(0, afterHeader),
    uint32(content.length),
    name,
    content,
    uint32(0),
    tinyPng.subarray(afterHeader),
  );
}

/** An extended WebP whose flags announce what it holds. */
export function webpWith(
  name: "EXIF" | "XMP ",
  ...body: Parameters<typeof bytesOf>
): Uint8Array<ArrayBuffer> {
  const content = bytesOf(...body);
  const padded = content.length % 2 === 0 ? [] : [0];
  const flags = name === "EXIF" ? 0x08 : 0x04;
  const extended = bytesOf("VP8X", uint32(10, true), [flags, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const chunks = bytesOf(
    extended,
    tinyWebp.subarray(12),
    name,
    uint32(content.length, true),
    content,
    padded,
  );
  return bytesOf("RIFF", uint32(chunks.length + 4, true), "WEBP", chunks);
}

/** An extension block before the GIF's end. */
export function gifWith(label: number, ...blocks: string[]): Uint8Array<ArrayBuffer> {
  const end = tinyGif.length - 1;
  const chain = blocks.map((block) => bytesOf([block.length], block));
  return bytesOf(tinyGif.subarray(0, end), [0x21, label], ...chain, [0], tinyGif.subarray(end));
}
