import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PictureType } from "./file-types.ts";
import { hasPlace, stripMetadata } from "./picture-metadata.ts";
import {
  bytesOf,
  exif,
  gifWith,
  jpegWith,
  photoWithPlace,
  pngWith,
  tinyGif,
  tinyJpeg,
  tinyPng,
  tinyWebp,
  webpWith,
} from "./pictures.arbitrary.ts";

const xmpName = "http://ns.adobe.com/xap/1.0/\0";
const xmpPlace = `<x:xmpmeta><rdf:Description exif:GPSLatitude="52,31N"/></x:xmpmeta>`;

const plain: [PictureType, Uint8Array][] = [
  ["image/jpeg", tinyJpeg],
  ["image/png", tinyPng],
  ["image/gif", tinyGif],
  ["image/webp", tinyWebp],
];

/** Every place that a camera or a program is known to write a place to. */
const placed: [string, PictureType, Uint8Array][] = [
  ["Exif in a JPEG", "image/jpeg", photoWithPlace()],
  ["XMP in a JPEG", "image/jpeg", jpegWith(tinyJpeg, 0xe1, xmpName, xmpPlace)],
  [
    "long XMP in a JPEG",
    "image/jpeg",
    jpegWith(tinyJpeg, 0xe1, "http://ns.adobe.com/xmp/extension/\0", xmpPlace),
  ],
  ["a second picture after a JPEG's end", "image/jpeg", bytesOf(tinyJpeg, photoWithPlace())],
  ["Exif in a PNG", "image/png", pngWith("eXIf", exif({ place: true }))],
  ["XMP in a PNG", "image/png", pngWith("iTXt", "XML:com.adobe.xmp\0\0\0\0\0", xmpPlace)],
  ["packed XMP in a PNG", "image/png", pngWith("zTXt", "XML:com.adobe.xmp\0\0", [1, 2, 3])],
  ["Exif as text in a PNG", "image/png", pngWith("tEXt", "Raw profile type exif\0", "4d4d")],
  ["Exif in a WebP", "image/webp", webpWith("EXIF", exif({ place: true }))],
  ["Exif with its JPEG name in a WebP", "image/webp", webpWith("EXIF", "Exif\0\0", exif({ place: true }))],
  ["XMP in a WebP", "image/webp", webpWith("XMP ", xmpPlace)],
  ["XMP in a GIF", "image/gif", gifWith(0xff, "XMP DataXMP", xmpPlace)],
];

describe("[A4] a picture's place", () => {
  test.each(placed)("is seen and taken out: %s", (_, type, picture) => {
    expect(hasPlace(type, picture)).toBe(true);
    const clean = stripMetadata(type, picture);
    expect(clean).not.toBeNull();
    expect(hasPlace(type, clean ?? picture)).toBe(false);
    expect(Buffer.from(clean ?? picture).includes("GPS")).toBe(false);
  });

  test.each(plain)("is not seen where there is none: %s", (type, picture) => {
    expect(hasPlace(type, picture)).toBe(false);
  });

  test("an Exif block without a place names none; one that cannot be read is taken to", () => {
    expect(hasPlace("image/jpeg", jpegWith(tinyJpeg, 0xe1, "Exif\0\0", exif({ place: false })))).toBe(false);
    expect(hasPlace("image/jpeg", jpegWith(tinyJpeg, 0xe1, "Exif\0\0", "MM"))).toBe(true);
  });
});

describe("what is left out and what is kept", () => {
  test.each([
    ["the maker's notes", 0xe5, "Canon"],
    ["IPTC", 0xed, "Photoshop 3.0\0City: Berlin"],
    ["a comment", 0xfe, "by Ana"],
    ["a thumbnail", 0xe0, "JFXX\0"],
    ["further pictures' index", 0xe2, "MPF\0"],
  ])("a JPEG loses %s", (_, marker, body) => {
    expect(stripMetadata("image/jpeg", jpegWith(tinyJpeg, marker, body))).toEqual(bytesOf(tinyJpeg));
  });

  test("a JPEG keeps its colours and its own data", () => {
    const coloured = jpegWith(jpegWith(tinyJpeg, 0xee, "Adobe"), 0xe2, "ICC_PROFILE\0", [1, 1]);
    expect(stripMetadata("image/jpeg", coloured)).toEqual(coloured);
  });

  test("a PNG loses when it was changed, a GIF its comment; both keep what makes them move", () => {
    expect(stripMetadata("image/png", pngWith("tIME", [7, 234, 1, 1, 1, 1, 1]))).toEqual(bytesOf(tinyPng));
    expect(stripMetadata("image/gif", gifWith(0xfe, "by Ana"))).toEqual(bytesOf(tinyGif));
    const animated = pngWith("acTL", [0, 0, 0, 1, 0, 0, 0, 0]);
    expect(stripMetadata("image/png", animated)).toEqual(animated);
    const looping = gifWith(0xff, "NETSCAPE2.0", "\x01\0\0");
    expect(stripMetadata("image/gif", looping)).toEqual(looping);
  });

  test("a WebP says no longer that there is Exif, and its length is right", () => {
    const clean = stripMetadata("image/webp", webpWith("EXIF", exif({ place: true }))) ?? new Uint8Array();
    expect(clean[20]).toBe(0);
    expect(new DataView(clean.buffer).getUint32(4, true)).toBe(clean.length - 8);
  });

  test("stripping twice is stripping once", () => {
    for (const [, type, picture] of placed) {
      const once = stripMetadata(type, picture) ?? new Uint8Array();
      expect(stripMetadata(type, once)).toEqual(once);
    }
  });
});

describe("hostile bytes", () => {
  const types = plain.map(([type]) => type);

  test("no bytes make a reader run on, throw, or call a place harmless after stripping", () => {
    const sources = [...plain.map(([, picture]) => picture), ...placed.map(([, , picture]) => picture)];
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.constantFrom(...sources),
        fc.array(fc.record({ at: fc.nat(400), to: fc.nat(255) }), { maxLength: 4 }),
        fc.nat(400),
        (type, source, changes, length) => {
          const bytes = Uint8Array.from(source.subarray(0, Math.max(1, source.length - length)));
          for (const { at, to } of changes) bytes[at % bytes.length] = to;
          const clean = stripMetadata(type, bytes);
          if (clean !== null) expect(hasPlace(type, clean)).not.toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test.each(types)("what is cut short is no %s", (type) => {
    const picture = plain.find(([each]) => each === type)?.[1] ?? tinyPng;
    expect(stripMetadata(type, picture.subarray(0, picture.length - 4))).toBeNull();
    expect(hasPlace(type, new Uint8Array())).toBeNull();
  });
});
