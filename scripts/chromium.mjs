import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "./child.mjs";
import { root, SetupError, say } from "./root.mjs";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const elsewhere = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * The Chromium the tests run in: `CHROMIUM_PATH`, the system's, the one Playwright keeps, or as root on
 * Debian one installed now. Throws a SetupError that says what to do where there is none.
 *
 * @param {string} nodePath a modern Node, to ask Playwright
 * @returns {Promise<string>} the path of its program
 */
export async function findChromium(nodePath) {
  const asked = process.env.CHROMIUM_PATH;
  if (asked) {
    if (existsSync(asked)) return asked;
    throw new SetupError(`CHROMIUM_PATH names ${asked}, and there is nothing`);
  }
  return inSystem() ?? inPlaywright(nodePath) ?? (await installed()) ?? fail();
}

/** Looks in PATH, then where a Mac keeps programs. */
export function inSystem(path = process.env.PATH ?? "") {
  const folders = path.split(delimiter).filter((folder) => folder !== "");
  const candidates = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [...candidates, ...elsewhere].find((candidate) => existsSync(candidate));
}

function inPlaywright(nodePath) {
  try {
    const ask = "import('@playwright/test').then((p) => process.stdout.write(p.chromium.executablePath()))";
    const path = execFileSync(nodePath, ["--input-type=module", "-e", ask], { cwd: root, encoding: "utf8" });
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

async function installed() {
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get"))
    return undefined;
  say("installing Chromium for the tests (apt-get)");
  const options = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }, stdio: ["ignore", 2, 2] };
  if ((await run("apt-get", ["update"], options)) !== 0) return undefined;
  if ((await run("apt-get", ["install", "-y", "chromium"], options)) !== 0) return undefined;
  return inSystem();
}

function fail() {
  throw new SetupError(
    "the browser tests need Chromium: install it (Debian: apt-get install chromium; anywhere: npx playwright install chromium), or name one in CHROMIUM_PATH",
  );
}
