import { imageDimensionsFromData } from "image-dimensions";
import { gifFrames } from "./gif.ts";

/**
 * Pixels of a picture, and of its longer side. Whoever opens a chat decodes it at 4 to 6 bytes a pixel: a file of 31 kB can hold
 * 256 million of them. A phone's own photos have 12 to 50 million.
 */
export const pictureLimits = { pixels: 50_000_000, side: 16_384 } as const;

/**
 * Whether a picture is within the bounds, by what its header says, and of a GIF also what the header of each frame says.
 * @param bytes a JPEG, PNG, GIF, WebP or HEIC, from its beginning
 * @returns null where the header cannot be read
 */
export function pictureFits(bytes: Uint8Array): boolean | null {
  const size = imageDimensionsFromData(bytes);
  if (size === undefined) return null;
  return [size, ...(size.type === "gif" ? gifFrames(bytes) : [])].every(
    ({ width, height }) =>
      width * height <= pictureLimits.pixels && Math.max(width, height) <= pictureLimits.side,
  );
}
