import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { acquireServingLock, isServed } from "./serving-lock.ts";

let dataDir: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), "alcove-lock-"));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(dataDir, { recursive: true, force: true });
});

async function servingProcess(): Promise<ChildProcess> {
  const lock = new URL("./serving-lock.ts", import.meta.url).href;
  const script = `
    import { acquireServingLock } from ${JSON.stringify(lock)};
    console.log(acquireServingLock(${JSON.stringify(dataDir)}) ? "held" : "refused");
    gc();
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--expose-gc", "--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(child.stdout, "data");
  expect(String(line).trim()).toBe("held");
  return child;
}

test("one holds it, another is refused, and a release frees it", () => {
  const lock = acquireServingLock(dataDir);
  expect(lock).not.toBeNull();
  expect(acquireServingLock(dataDir)).toBeNull();
  expect(isServed(dataDir)).toBe(true);
  lock?.release();
  expect(isServed(dataDir)).toBe(false);
  const next = acquireServingLock(dataDir);
  expect(next).not.toBeNull();
  next?.release();
});

test("another process's lock is seen, and dies with it even by kill -9", async () => {
  const child = await servingProcess();
  expect(acquireServingLock(dataDir)).toBeNull();
  child.kill("SIGKILL");
  await once(child, "exit");
  const lock = acquireServingLock(dataDir);
  expect(lock).not.toBeNull();
  lock?.release();
});
