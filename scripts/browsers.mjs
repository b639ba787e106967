import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "./child.mjs";
import { root, SetupError, say } from "./root.mjs";

const chromium = {
  programs: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
  elsewhere: [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ],
  packages: ["chromium"],
};
const firefox = {
  programs: ["firefox-esr", "firefox"],
  elsewhere: ["/Applications/Firefox.app/Contents/MacOS/firefox"],
  packages: ["firefox-esr"],
};
const webkit = {
  programs: ["WebKitWebDriver"],
  elsewhere: [],
  packages: ["webkit2gtk-driver", "gir1.2-webkit2-4.1", "python3-gi", "xvfb"],
};
/** Debian's packages are called as their programs. */
const proxies = [
  { programs: ["nginx"], elsewhere: ["/usr/sbin/nginx"] },
  { programs: ["caddy"], elsewhere: ["/usr/bin/caddy"] },
];
/** What the journeys' own WebKit app needs beside the driver. */
const webkitParts = "import gi; gi.require_version('Gtk', '3.0'); gi.require_version('WebKit2', '4.1')";

/**
 * The Chromium the tests run in: `CHROMIUM_PATH`, the system's, the one Playwright keeps, or as root on
 * Debian one installed now. Throws a SetupError that says what to do where there is none.
 *
 * @param {string} nodePath a modern Node, to ask Playwright
 * @returns {Promise<string>} the path of its program
 */
export async function findChromium(nodePath) {
  const found =
    named("CHROMIUM_PATH") ??
    inSystem(chromium) ??
    inPlaywright(nodePath) ??
    (await installed("Chromium", chromium.packages, () => inSystem(chromium)));
  if (found !== undefined) return found;
  throw new SetupError(
    "the browser tests need Chromium: install it (Debian: apt-get install chromium; anywhere: npx playwright install chromium), or name one in CHROMIUM_PATH",
  );
}

/** The Firefox the journeys run in: `FIREFOX_PATH`, the system's, or as root on Debian one installed now. */
export async function findFirefox() {
  const found =
    named("FIREFOX_PATH") ??
    inSystem(firefox) ??
    (await installed("Firefox", firefox.packages, () => inSystem(firefox)));
  if (found !== undefined) return found;
  throw new SetupError(
    "no journey runs in Firefox: install it (Debian: apt-get install firefox-esr), or name one in FIREFOX_PATH",
  );
}

/** The WebDriver of WebKitGTK, once everything that the journeys need of WebKit is there; installed as the others are. */
export async function findWebKit() {
  const found = webkitInSystem() ?? (await installed("WebKit", webkit.packages, webkitInSystem));
  if (found !== undefined) return found;
  throw new SetupError(
    `no journey runs in WebKit: install its parts (Debian 12 or newer: apt-get install ${webkit.packages.join(" ")})`,
  );
}

/**
 * Sees to it that the proxies of README's set-up are here, for the tests that run Alcove behind them: installed now as
 * the browsers are, but on nobody's own machine, since the system would start them as services. Throws a SetupError
 * that names those that are not here; their tests are skipped one by one.
 */
export async function findProxies() {
  const absent = () => proxies.filter((proxy) => !inSystem(proxy)).flatMap(({ programs }) => programs);
  const startsServices = existsSync("/run/systemd/system") && !process.env.CI;
  // One by one: an older Debian has nginx and no Caddy.
  if (!startsServices) for (const name of absent()) await installed(name, [name], () => undefined);
  const missing = absent();
  if (missing.length === 0) return;
  throw new SetupError(
    `no test runs behind ${missing.join(" or ")}: install what is missing (Debian: apt-get install ${missing.join(" ")})`,
  );
}

/**
 * Looks in PATH, then where a Mac keeps programs.
 *
 * @param {{ programs: string[], elsewhere: string[] }} program
 */
export function inSystem({ programs, elsewhere }, path = process.env.PATH ?? "") {
  const folders = path.split(delimiter).filter((folder) => folder !== "");
  const candidates = folders.flatMap((folder) => programs.map((name) => join(folder, name)));
  return [...candidates, ...elsewhere].find((candidate) => existsSync(candidate));
}

function webkitInSystem() {
  const display = inSystem({ programs: ["Xvfb"], elsewhere: [] });
  const parts = () => spawnSync("/usr/bin/python3", ["-c", webkitParts], { stdio: "ignore" }).status === 0;
  return display !== undefined && parts() ? inSystem(webkit) : undefined;
}

/** @param {string} variable */
function named(variable) {
  const path = process.env[variable];
  if (!path) return undefined;
  if (existsSync(path)) return path;
  throw new SetupError(`${variable} names ${path}, and there is nothing`);
}

/** @param {string} nodePath */
function inPlaywright(nodePath) {
  try {
    const ask = "import('@playwright/test').then((p) => process.stdout.write(p.chromium.executablePath()))";
    const path = execFileSync(nodePath, ["--input-type=module", "-e", ask], { cwd: root, encoding: "utf8" });
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} name
 * @param {string[]} packages
 * @param {() => string | undefined} find
 */
async function installed(name, packages, find) {
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get"))
    return undefined;
  say(`installing ${name} for the tests (apt-get)`);
  /** @type {import("./child.mjs").Options} */
  const options = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }, stdio: ["ignore", 2, 2] };
  if ((await run("apt-get", ["update"], options)) !== 0) return undefined;
  if ((await run("apt-get", ["install", "-y", ...packages], options)) !== 0) return undefined;
  return find();
}

/** Exported for its test. */
export const known = { chromium, firefox, webkit, proxies };
