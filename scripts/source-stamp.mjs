import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** @typedef {{ hash: string, files: Record<string, { size: number, time: number, hash: string }> }} Stamp */

/**
 * Which sources a build was made of: a hash over all, and per file its size, time and hash.
 * A file whose size and time did not change is not read again; one that was only touched hashes the same.
 *
 * @param {string} base folder that the names are relative to
 * @param {string[]} names files and folders; what is missing counts as empty
 * @param {(name: string) => boolean} counts leaves out what does not end in the build
 * @param {Stamp["files"]} [known] from the last stamp
 * @returns {Stamp}
 */
export function sourceStamp(base, names, counts, known = {}) {
  /** @type {Stamp["files"]} */
  const files = {};
  for (const name of names.flatMap((name) => list(base, name)).sort()) {
    if (!counts(name)) continue;
    const { size, mtimeMs: time } = statSync(join(base, name));
    const before = known[name];
    const same = before !== undefined && before.size === size && before.time === time;
    files[name] = { size, time, hash: same ? before.hash : sha256(readFileSync(join(base, name))) };
  }
  const lines = Object.entries(files).map(([name, { hash }]) => `${name} ${hash}`);
  return { hash: sha256(lines.join("\n")), files };
}

/**
 * @param {string} base
 * @param {string} name
 * @returns {string[]}
 */
function list(base, name) {
  const stat = statSync(join(base, name), { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return [name];
  return readdirSync(join(base, name)).flatMap((entry) => list(base, `${name}/${entry}`));
}

/** @param {string | Buffer} content */
function sha256(content) {
  return createHash("sha256").update(content).digest("hex");
}
