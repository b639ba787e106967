import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { withLock } from "./lock.mjs";

let folder: string;
let lock: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "alcove-lock-"));
  lock = join(folder, "work.lock");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function heldBy(holder: { pid: number | undefined; host: string }, ageMs = 0) {
  mkdirSync(lock);
  writeFileSync(join(lock, "holder.json"), JSON.stringify(holder));
  const then = new Date(Date.now() - ageMs);
  utimesSync(lock, then, then);
}

test("of many who want it at once, one works at a time and each gets its turn", async () => {
  const tell = vi.fn();
  let inside = 0;
  let most = 0;
  const turns = Array.from({ length: 5 }, () =>
    withLock(
      lock,
      async () => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise((resolve) => setImmediate(resolve));
        inside -= 1;
      },
      { tell },
    ),
  );
  await Promise.all(turns);
  expect(tell).toHaveBeenCalledTimes(4);
  expect(most).toBe(1);
  expect(existsSync(lock)).toBe(false);
});

test("work that fails gives the lock back", async () => {
  await expect(withLock(lock, () => Promise.reject(new Error("no disk")))).rejects.toThrow("no disk");
  expect(existsSync(lock)).toBe(false);
});

test("a lock whose holder died here is taken over", async () => {
  heldBy({ pid: spawnSync(process.execPath, ["-e", ""]).pid, host: hostname() });
  expect(await withLock(lock, async () => "done")).toBe("done");
});

test("a holder on another machine is believed until it has been silent too long", async () => {
  heldBy({ pid: 1, host: "elsewhere" }, 60_000);
  await expect(withLock(lock, async () => "done", { waitMs: 0, staleMs: 120_000 })).rejects.toThrow(lock);
  expect(await withLock(lock, async () => "done", { staleMs: 30_000 })).toBe("done");
});

test("a living holder is waited for only so long, and then named", async () => {
  heldBy({ pid: process.pid, host: hostname() });
  await expect(withLock(lock, async () => "done", { waitMs: 0 })).rejects.toThrow(lock);
});
