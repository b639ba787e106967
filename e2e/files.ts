import { createHash, randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Locator, Page } from "@playwright/test";
import { photoWithPlace } from "../shared/attachments/pictures.arbitrary.ts";

export type ChosenFile = { name: string; mimeType: string; buffer: Buffer };

/** A photo from a phone that was held upright: the camera's own pixels lie on their side, and it says where. */
export async function photo(page: Page, name: string): Promise<ChosenFile> {
  const base64 = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(640, 480);
    const pen = canvas.getContext("2d");
    if (pen === null) throw new Error("no canvas");
    const sky = pen.createLinearGradient(0, 0, 640, 0);
    sky.addColorStop(0, "#2b7a78");
    sky.addColorStop(1, "#f4d58d");
    pen.fillStyle = sky;
    pen.fillRect(0, 0, 640, 480);
    pen.fillStyle = "#17252a";
    pen.fillRect(420, 200, 180, 80);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg" })).arrayBuffer());
    return btoa(String.fromCharCode(...bytes));
  });
  const onItsSide = 6;
  const buffer = Buffer.from(photoWithPlace(Buffer.from(base64, "base64"), onItsSide));
  return { name, mimeType: "image/jpeg", buffer };
}

/** A document that cannot be made smaller on the way. */
export function pdf(name: string, bytes: number): ChosenFile {
  const buffer = Buffer.concat([Buffer.from("%PDF-1.7\n"), randomBytes(bytes - 9)]);
  return { name, mimeType: "application/pdf", buffer };
}

export function sha256(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Chooses files as the button does. */
export async function attach(page: Page, ...files: ChosenFile[]): Promise<void> {
  await page.getByLabel("Files to attach").setInputFiles(files);
}

/** The files above the composer. */
export function chosen(page: Page): Locator {
  return page.getByRole("list", { name: "Files to send" }).getByRole("listitem");
}

/** Every file that the server keeps, by its content's hash. */
export function filesOnServer(dataDir: string): Map<string, Buffer> {
  const root = path.join(dataDir, "files");
  const names = existsSync(root) ? readdirSync(root, { recursive: true, encoding: "utf8" }) : [];
  const whole = names.filter((name) => /^[0-9a-f]{64}$/.test(path.basename(name)));
  return new Map(whole.map((name) => [path.basename(name), readFileSync(path.join(root, name))]));
}
