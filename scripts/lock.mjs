import { mkdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SetupError, say } from "./root.mjs";

/** The holder touches its lock this often. */
const HEARTBEAT_MS = 2_000;
/** A lock nobody touched for this long has no holder: a slow disk or a sleeping laptop delays a touch by less. */
const STALE_MS = 30_000;
/** A slow link needs minutes for `npm ci`; whoever waits longer than this is told so. */
const WAIT_MS = 15 * 60_000;
const POLL_MS = 200;

/**
 * Does `work` while no other process holds the lock at `path` (a folder: `mkdir` is atomic everywhere).
 * A holder that died is recognised by its process id, or on another machine by its silence.
 *
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @param {{ waitMs?: number, staleMs?: number, tell?: (line: string) => void }} [options]
 * @returns {Promise<T>}
 */
export async function withLock(path, work, { waitMs = WAIT_MS, staleMs = STALE_MS, tell = say } = {}) {
  await mkdir(dirname(path), { recursive: true });
  await acquire(path, Date.now() + waitMs, staleMs, tell);
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(path, { recursive: true, force: true });
  }
}

/**
 * @param {string} path
 * @param {number} deadline
 * @param {number} staleMs
 * @param {(line: string) => void} tell
 */
async function acquire(path, deadline, staleMs, tell) {
  let told = false;
  while (!(await take(path))) {
    if (await isStale(path, staleMs)) {
      await clear(path, staleMs);
      continue;
    }
    if (Date.now() > deadline) {
      throw new SetupError(
        `another set-up holds ${path} and does not finish; remove that folder if none is running`,
      );
    }
    if (!told) tell("another set-up is running in this folder, waiting for it");
    told = true;
    await sleep(POLL_MS);
  }
}

/** @param {string} path */
async function take(path) {
  try {
    await mkdir(path);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
  await writeFile(join(path, "holder.json"), JSON.stringify({ pid: process.pid, host: hostname() }));
  return true;
}

/**
 * @param {string} path
 * @param {number} staleMs
 */
async function isStale(path, staleMs) {
  try {
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > staleMs) return true;
    const holder = JSON.parse(await readFile(join(path, "holder.json"), "utf8"));
    return holder.host === hostname() && !isAlive(holder.pid);
  } catch {
    // Just released, or just taken and not signed yet: neither is stale.
    return false;
  }
}

/**
 * Two waiters may see the same dead holder: only one clears it, and looks again first, or it would clear the other's.
 *
 * @param {string} path
 * @param {number} staleMs
 */
async function clear(path, staleMs) {
  const clearing = `${path}.clearing`;
  try {
    await mkdir(clearing);
  } catch {
    const age = await stat(clearing).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > staleMs) await rm(clearing, { recursive: true, force: true });
    await sleep(POLL_MS);
    return;
  }
  try {
    if (await isStale(path, staleMs)) await rm(path, { recursive: true, force: true });
  } finally {
    await rm(clearing, { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
