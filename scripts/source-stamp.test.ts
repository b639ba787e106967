import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sourceStamp } from "./source-stamp.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "alcove-stamp-"));
  mkdirSync(join(folder, "client"));
  writeFileSync(join(folder, "client/a.ts"), "one");
  writeFileSync(join(folder, "config.ts"), "config");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const stamp = (known?: Parameters<typeof sourceStamp>[3]) =>
  sourceStamp(folder, ["client", "config.ts", "missing"], (name) => !name.includes(".test."), known);

test("a change, a new file and a removed one change the hash; a touch and a test do not", () => {
  const first = stamp();
  expect(Object.keys(first.files)).toEqual(["client/a.ts", "config.ts"]);

  utimesSync(join(folder, "client/a.ts"), 1, 1);
  writeFileSync(join(folder, "client/a.test.ts"), "test");
  expect(stamp(first.files).hash).toBe(first.hash);

  writeFileSync(join(folder, "client/a.ts"), "two");
  const changed = stamp(first.files);
  expect(changed.hash).not.toBe(first.hash);

  writeFileSync(join(folder, "client/b.ts"), "");
  expect(stamp(changed.files).hash).not.toBe(changed.hash);
  rmSync(join(folder, "client/b.ts"));
  expect(stamp(changed.files).hash).toBe(changed.hash);
});

test("a file whose size and time are known is not read again", () => {
  const { files } = stamp();
  const known = {
    ...files,
    "client/a.ts": { size: 0, time: 0, ...files["client/a.ts"], hash: "remembered" },
  };
  expect(stamp(known).files["client/a.ts"]?.hash).toBe("remembered");
});
