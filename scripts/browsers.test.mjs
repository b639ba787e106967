import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { findChromium, findFirefox, inSystem, known } from "./browsers.mjs";

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
  expect(inSystem(known.chromium, ["", first, second, third].join(delimiter))).toBe(
    join(second, "google-chrome"),
  );
});

test.each([
  ["CHROMIUM_PATH", findChromium],
  ["FIREFOX_PATH", findFirefox],
])("%s wins over everything, and an error names it where there is nothing", async (variable, find) => {
  const path = join(folderWith("mine"), "mine");
  onTestFinished(() => vi.unstubAllEnvs());
  vi.stubEnv(variable, path);
  expect(await find(process.execPath)).toBe(path);
  vi.stubEnv(variable, "/nowhere/browser");
  await expect(find(process.execPath)).rejects.toThrow("/nowhere/browser");
});
