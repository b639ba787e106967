import { expect, test } from "vitest";
import { pictureFits } from "./picture-size.ts";
import { bytesOf } from "./pictures.arbitrary.ts";

const be16 = (value: number) => [value >>> 8, value & 0xff];
const le16 = (value: number) => be16(value).reverse();
const be32 = (value: number) => [...be16(value >>> 16), ...be16(value & 0xffff)];
const le24 = (value: number) => [value & 0xff, (value >>> 8) & 0xff, value >>> 16];

/** The beginning of a picture of each kind, as its own specification lays it out. */
const headers = {
  png: (width: number, height: number) =>
    bytesOf(
      [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
      be32(13),
      "IHDR",
      be32(width),
      be32(height),
      [1, 0, 0, 0, 0, 0, 0, 0, 0],
    ),
  gif: (width: number, height: number) => bytesOf("GIF89a", le16(width), le16(height), [0, 0, 0]),
  jpeg: (width: number, height: number) =>
    bytesOf(
      [0xff, 0xd8, 0xff, 0xe0],
      be16(16),
      "JFIF\0",
      [1, 1, 0, 0, 1, 0, 1, 0, 0, 0xff, 0xc0],
      be16(11),
      [8],
      be16(height),
      be16(width),
      [1, 1, 0x11, 0, 0xff, 0xd9],
    ),
  webp: (width: number, height: number) =>
    bytesOf(
      "RIFF",
      [30, 0, 0, 0],
      "WEBPVP8X",
      [10, 0, 0, 0],
      [0, 0, 0, 0],
      le24(width - 1),
      le24(height - 1),
      [0, 0, 0, 0],
    ),
};

test.each(Object.entries(headers))(
  "[AT11] a %s is held to the bound of pixels by its header",
  (_, header) => {
    expect(pictureFits(header(4_000, 3_000))).toBe(true);
    expect(pictureFits(header(8_160, 6_120))).toBe(true);
    expect(pictureFits(header(16_000, 16_000))).toBe(false);
    expect(pictureFits(header(16_385, 1))).toBe(false);
  },
);

const gifOf = (screen: number, frames: number[], end = [0x3b]) =>
  bytesOf(
    headers.gif(screen, screen),
    ...frames.map((side) => bytesOf([0x2c, 0, 0, 0, 0], le16(side), le16(side), [0, 2, 2, 0x44, 1, 0])),
    end,
  );

test("[AT11] a frame of a GIF that is larger than the screen it announces counts, also in a file that is broken off", () => {
  expect(pictureFits(gifOf(1, [16_000]))).toBe(false);
  expect(pictureFits(gifOf(0, [16_000], []))).toBe(false);
  expect(pictureFits(gifOf(10, [10, 16_000]))).toBe(false);
  expect(pictureFits(gifOf(10, [10, 10]))).toBe(true);
});

test.each([[[]], [[0x89, 0x50]], [[...Array(64).fill(0)]]])("[AT11] no header, no size", (bytes) => {
  expect(pictureFits(Uint8Array.from(bytes))).toBeNull();
});
