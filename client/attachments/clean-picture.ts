import { isPicture, type PictureType } from "../../shared/attachments/file-types.ts";
import { hasPlace, stripMetadata } from "../../shared/attachments/picture-metadata.ts";

/** Encoding quality of a picture drawn again; above it the file grows and nobody sees why. */
const quality = 0.9;
/** Pixels that are drawn again; browsers refuse larger canvases. Larger pictures only lose their descriptions. */
const mostPixels = 64_000_000;

export type CleanPicture = { type: PictureType; data: Blob };

/** Draws a picture upright and encodes it anew; null where that cannot be done. */
export type Redraw = (picture: Blob, type: PictureType) => Promise<Blob | null>;

/**
 * The picture without what it says about itself: where and when it was taken, by whom, with what. JPEG, WebP and HEIC
 * are drawn and encoded anew, so that nothing of the old file is left; PNG and GIF lose the parts that describe.
 * @returns null when it cannot be read
 */
export async function cleanPicture(
  picture: Blob,
  type: PictureType | "image/heic",
  redraw: Redraw = redrawOnCanvas,
): Promise<CleanPicture | null> {
  const original = new Uint8Array(await picture.arrayBuffer());
  const wanted = type === "image/heic" ? "image/jpeg" : type;
  const drawn = isDrawn(type, original) ? await redraw(picture, wanted) : null;
  if (drawn === null) return type === "image/heic" ? null : stripped(type, original);
  // A browser that cannot encode this type makes a PNG.
  return isPicture(drawn.type) ? stripped(drawn.type, new Uint8Array(await drawn.arrayBuffer())) : null;
}

function stripped(type: PictureType, bytes: Uint8Array): CleanPicture | null {
  const clean = stripMetadata(type, bytes);
  if (clean === null || hasPlace(type, clean) !== false) return null;
  return { type, data: new Blob([clean], { type }) };
}

/** Drawing again would stop an animation. */
function isDrawn(type: PictureType | "image/heic", bytes: Uint8Array): boolean {
  if (type === "image/webp") return !isAnimatedWebp(bytes);
  return type === "image/jpeg" || type === "image/heic";
}

function isAnimatedWebp(bytes: Uint8Array): boolean {
  const extended = String.fromCharCode(...bytes.subarray(12, 16)) === "VP8X";
  return extended && ((bytes[20] ?? 0) & 0x02) !== 0;
}

const redrawOnCanvas: Redraw = async (picture, type) => {
  const bitmap = await createImageBitmap(picture, { imageOrientation: "from-image" }).catch(() => null);
  if (bitmap === null) return null;
  try {
    if (bitmap.width * bitmap.height > mostPixels) return null;
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
    return await canvas.convertToBlob({ type, quality });
  } catch {
    return null;
  } finally {
    bitmap.close();
  }
};
