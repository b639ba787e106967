import { unreachable } from "../unreachable.ts";
import type { PictureType } from "./file-types.ts";
import { gifHasPlace, stripGif } from "./gif.ts";
import { jpegHasPlace, stripJpeg } from "./jpeg.ts";
import { pngHasPlace, stripPng } from "./png.ts";
import { stripWebp, webpHasPlace } from "./webp.ts";

/** The same picture without Exif, XMP, comments and thumbnails; null when it cannot be read. */
export function stripMetadata(type: PictureType, bytes: Uint8Array): Uint8Array<ArrayBuffer> | null {
  return readable(() => {
    switch (type) {
      case "image/jpeg":
        return stripJpeg(bytes);
      case "image/png":
        return stripPng(bytes);
      case "image/gif":
        return stripGif(bytes);
      case "image/webp":
        return stripWebp(bytes);
      default:
        return unreachable(type);
    }
  });
}

/** Does the picture say where it was taken? Null when it cannot be read. */
export function hasPlace(type: PictureType, bytes: Uint8Array): boolean | null {
  return readable(() => {
    switch (type) {
      case "image/jpeg":
        return jpegHasPlace(bytes);
      case "image/png":
        return pngHasPlace(bytes);
      case "image/gif":
        return gifHasPlace(bytes);
      case "image/webp":
        return webpHasPlace(bytes);
      default:
        return unreachable(type);
    }
  });
}

function readable<Result>(read: () => Result): Result | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
