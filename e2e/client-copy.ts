import { createHash } from "node:crypto";
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { test as base } from "./desk.ts";

const built = process.env.ALCOVE_CLIENT_DIR ?? fileURLToPath(new URL("../dist/client", import.meta.url));

/** Fixtures of a server that serves a copy of the built client, which a test may change meanwhile. */
export const clientCopy = {
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the pattern
  clientDir: async ({}, use: (folder: string) => Promise<void>) => {
    const folder = mkdtempSync(path.join(tmpdir(), "alcove-e2e-client-"));
    cpSync(built, folder, { recursive: true });
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
  serverEnv: async ({ clientDir }: { clientDir: string }, use: (env: NodeJS.ProcessEnv) => Promise<void>) =>
    use({ ALCOVE_CLIENT_DIR: clientDir }),
};

export const test = base.extend<{ clientDir: string }>(clientCopy);

/** The next version of the app, which is the same but for its worker. */
export function nextVersion(folder: string): void {
  appendFileSync(path.join(folder, "worker.js"), "\n// the next version\n");
}

/** The next version of the app, which speaks the next version of the protocol. */
export function nextProtocol(folder: string): void {
  // Names carry a hash of what they hold, so changed content needs other names: here, another folder.
  renameSync(path.join(folder, "assets"), path.join(folder, "newer"));
  for (const name of textsIn(folder)) {
    const text = readFileSync(name, "utf8");
    const newer = text
      .replaceAll("alcove.2", "alcove.9")
      .replaceAll("alcove.1", "alcove.8")
      .replaceAll("assets/", "newer/");
    // What keeps its name, the page, is told apart by its revision.
    writeFileSync(name, newer.replace(/("revision":")/g, "$1newer"));
  }
  sign(folder);
}

/** One precached file of the app as the worker lists it. */
const listed = /("integrity":")[^"]*("[^{}]*"url":")([^"]*)(")/g;

/** Writes into the worker what its files hash to now, as the build does. */
function sign(folder: string): void {
  const worker = path.join(folder, "worker.js");
  const signed = readFileSync(worker, "utf8").replace(listed, (_, before, between, url: string, after) => {
    const hash = createHash("sha384")
      .update(readFileSync(path.join(folder, url)))
      .digest("base64");
    return `${before}sha384-${hash}${between}${url}${after}`;
  });
  writeFileSync(worker, signed);
}

/**
 * The next version of the app, of which one file that every screen needs is somebody else's page, as behind a captive portal.
 * @returns what puts the right file there
 */
export function nextVersionWithWrongFile(folder: string): () => void {
  const page = path.join(folder, "index.html");
  const right = readFileSync(page, "utf8").replace("<title>Alcove", "<title>Alcove, the next version");
  writeFileSync(page, right);
  const worker = path.join(folder, "worker.js");
  writeFileSync(worker, readFileSync(worker, "utf8").replace(/("revision":")/g, "$1newer"));
  sign(folder);
  writeFileSync(page, "<!doctype html><title>Please accept our terms</title>");
  return () => writeFileSync(page, right);
}

function textsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && /\.(js|css|html)$/.test(file.name))
    .map((file) => path.join(file.parentPath, file.name));
}
