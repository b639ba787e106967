import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./child.mjs";
import { withLock } from "./lock.mjs";
import { withNodeFirst } from "./node-runtime.mjs";
import { outliving, root, SetupError, say } from "./root.mjs";
import { sourceStamp } from "./source-stamp.mjs";

const sources = [
  "client",
  "shared",
  "vite.config.ts",
  "tsconfig.json",
  "tsconfig.base.json",
  "package-lock.json",
];
const built = join(root, "dist", "client");
/** What `client-held.ts` ends with while a server serves the app. */
const HELD = 3;
const stampFile = join(root, "dist", "client-sources.json");

/**
 * Builds the client with Vite, when its sources are not those of the last build.
 *
 * @param {string} nodePath
 */
export async function buildClient(nodePath) {
  if (isFresh()) return;
  await withLock(join(root, ".cache", "build.lock"), async () => {
    if (isFresh()) return;
    await refuseWhileServed(nodePath);
    say("building the client");
    const stamp = current(last());
    // Built aside and swapped in: a server that starts meanwhile never serves half an app.
    const aside = join(root, "dist", "client.next");
    const code = await run(
      nodePath,
      [
        ...outliving,
        "node_modules/vite/bin/vite.js",
        ...["build", "--logLevel", "warn", "--outDir", aside, "--emptyOutDir"],
      ],
      { env: { ...withNodeFirst(nodePath), NODE_ENV: "production" }, stdio: ["ignore", 2, 2] },
    );
    if (code !== 0) throw new SetupError(`the client does not build (exit code ${code})`);
    await mkdir(join(root, "dist"), { recursive: true });
    await rm(built, { recursive: true, force: true });
    await rename(aside, built);
    await writeFile(stampFile, JSON.stringify(stamp));
  });
}

/**
 * A server that runs goes with the app of its own release: another would talk to it in words it does not know.
 *
 * @throws {SetupError} while some server serves the app in this folder
 * @param {string} nodePath
 */
export async function refuseWhileServed(nodePath, folder = built) {
  const code = await run(nodePath, ["sync-server/client-held.ts", folder], { stdio: ["ignore", 2, 2] });
  if (code === HELD)
    throw new SetupError(
      "an Alcove that is running serves the app that is built here, and the app's sources have changed; stop it, then run this again",
    );
}

/** Whether there is a built client at all, of whatever sources. */
export function isBuilt() {
  return existsSync(join(built, "index.html"));
}

function isFresh() {
  const before = last();
  return before !== undefined && isBuilt() && before.hash === current(before).hash;
}

/** @param {import("./source-stamp.mjs").Stamp | undefined} before */
function current(before) {
  return sourceStamp(root, sources, (name) => !/\.test\.tsx?$/.test(name), before?.files);
}

function last() {
  try {
    return JSON.parse(readFileSync(stampFile, "utf8"));
  } catch {
    return undefined;
  }
}
