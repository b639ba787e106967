import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { findChromium, inSystem } from "./chromium.mjs";

function folderWith(...names) {
  const folder = mkdtempSync(join(tmpdir(), "alcove-path-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of names) writeFileSync(join(folder, name), "");
  return folder;
}

test("the first browser in PATH is taken", () => {
  const first = folderWith("chrome-of-another-name");
  const second = folderWith("google-chrome");
  const third = folderWith("chromium");
  expect(inSystem(["", first, second, third].join(delimiter))).toBe(join(second, "google-chrome"));
});

test("CHROMIUM_PATH wins over everything, and an error names it where there is nothing", async () => {
  const path = join(folderWith("mine"), "mine");
  onTestFinished(() => vi.unstubAllEnvs());
  vi.stubEnv("CHROMIUM_PATH", path);
  expect(await findChromium(process.execPath)).toBe(path);
  vi.stubEnv("CHROMIUM_PATH", "/nowhere/chromium");
  await expect(findChromium(process.execPath)).rejects.toThrow("/nowhere/chromium");
});
