import { Bytes } from "./bytes.ts";

/** Exif's pointer to the directory with the place (Exif 2.32, 4.6.3). */
const gpsPointer = 0x8825;

/** Does this TIFF block, which is what Exif is, name a place? What cannot be read is taken to name one. */
export function tiffHasPlace(block: Uint8Array): boolean {
  const bytes = new Bytes(block);
  try {
    const little = bytes.startsWith("II");
    if (!little && !bytes.startsWith("MM")) return true;
    const directory = bytes.uint32(4, little);
    const entries = bytes.uint16(directory, little);
    for (let entry = 0; entry < entries; entry++) {
      if (bytes.uint16(directory + 2 + entry * 12, little) === gpsPointer) return true;
    }
    return false;
  } catch (error) {
    if (error instanceof RangeError) return true;
    throw error;
  }
}

/** XMP is XML in which the place has these names (XMP part 2, 2.3). */
export function xmpHasPlace(bytes: Bytes, from: number, to: number): boolean {
  return bytes.has("GPS", from, to);
}
