import { describe, expect, test } from "vitest";
import { hasPlace } from "../../shared/attachments/picture-metadata.ts";
import {
  exif,
  photoWithPlace,
  pngWith,
  tinyJpeg,
  tinyPng,
  tinyWebp,
  webpWith,
} from "../../shared/attachments/pictures.arbitrary.ts";
import { cleanPicture, type Redraw } from "./clean-picture.ts";
import { prepareFile } from "./prepare-file.ts";
import { typeOfContent } from "./type-of-content.ts";

const blob = (bytes: Uint8Array, type = "") => new Blob([Uint8Array.from(bytes)], { type });
const never: Redraw = async () => {
  throw new Error("this is not drawn again");
};
/** A browser that draws, and one that cannot. */
const draws: Redraw = async (_, type) => blob(photoWithPlace(), type);
const cannot: Redraw = async () => null;

describe("[AT4] pictures on the device", () => {
  test("a photo is drawn anew, and even what a browser would write into it is taken out", async () => {
    const clean = await cleanPicture(blob(photoWithPlace()), "image/jpeg", draws);
    expect(clean?.type).toBe("image/jpeg");
    expect(hasPlace("image/jpeg", new Uint8Array((await clean?.data.arrayBuffer()) ?? []))).toBe(false);
  });

  test("where it cannot be drawn it loses its descriptions", async () => {
    const clean = await cleanPicture(blob(photoWithPlace()), "image/jpeg", cannot);
    expect(new Uint8Array((await clean?.data.arrayBuffer()) ?? [])).toEqual(tinyJpeg);
  });

  test("PNG is not drawn again, nor a WebP that moves", async () => {
    const png = await cleanPicture(blob(pngWith("eXIf", exif({ place: true }))), "image/png", never);
    expect(new Uint8Array((await png?.data.arrayBuffer()) ?? [])).toEqual(tinyPng);
    const moving = webpWith("EXIF", exif({ place: true }));
    moving[20] = 0x08 | 0x02;
    const webp = await cleanPicture(blob(moving), "image/webp", never);
    expect(hasPlace("image/webp", new Uint8Array((await webp?.data.arrayBuffer()) ?? []))).toBe(false);
  });

  test("HEIC becomes JPEG, or is not sent", async () => {
    expect((await cleanPicture(blob(tinyPng), "image/heic", draws))?.type).toBe("image/jpeg");
    expect(await cleanPicture(blob(tinyPng), "image/heic", cannot)).toBeNull();
  });

  test("a browser that makes another type than asked is believed in its bytes", async () => {
    const made = await cleanPicture(blob(tinyWebp), "image/webp", async () => blob(tinyPng, "image/png"));
    expect(made?.type).toBe("image/png");
  });

  test("what cannot be read is not sent", async () => {
    expect(await cleanPicture(blob(tinyPng.subarray(0, 20)), "image/png", never)).toBeNull();
  });
});

describe("[AT3] what a chosen file is", () => {
  const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
  test.each([
    ["holiday.png", "\xff\xd8\xff\xe0", "image/jpeg"],
    ["scan", "%PDF-1.7", "application/pdf"],
    ["IMG_1.HEIC", "\0\0\0\x18ftypheic", "image/heic"],
    ["notes.md", "# Notes", "text/plain"],
    ["plan.docx", "PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
    ["plan.docx", "plain text", null],
    ["notes.txt", "PK\x03\x04", null],
    ["picture.png", "<svg", null],
    ["lease.pdf", "<html>", null],
    ["setup.exe", "MZ", null],
    ["README", "no ending", null],
  ])("%s that begins with %j is %s", (name, head, type) => {
    expect(typeOfContent(latin1(head), name)).toBe(type);
  });

  test("a file is named by what it is, told by its content, and refused with words", async () => {
    const png = await prepareFile(new File([tinyPng], "screenshot.jpeg"), 1_000);
    expect(png).toMatchObject({
      ok: true,
      attachment: { name: "screenshot.png", type: "image/png", size: tinyPng.length },
    });
    expect(png.ok && png.attachment.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(await prepareFile(new File([], "a.txt"), 10)).toEqual({ ok: false, why: "It is empty." });
    expect(await prepareFile(new File(["x".repeat(11)], "a.txt"), 10)).toEqual({
      ok: false,
      why: "It is larger than 10 bytes.",
    });
    expect(await prepareFile(new File(["MZ"], "setup.exe"), 10)).toMatchObject({ ok: false });
    expect(await prepareFile(new File([tinyPng.subarray(0, 30)], "a.png"), 1_000)).toMatchObject({
      ok: false,
    });
  });
});
