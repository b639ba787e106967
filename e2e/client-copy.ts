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

/** A desk whose server serves a copy of the built client, which a test may change meanwhile. */
export const test = base.extend<{ clientDir: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the pattern
  clientDir: async ({}, use) => {
    const folder = mkdtempSync(path.join(tmpdir(), "alcove-e2e-client-"));
    cpSync(built, folder, { recursive: true });
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
  serverEnv: async ({ clientDir }, use) => use({ ALCOVE_CLIENT_DIR: clientDir }),
});

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
    const newer = text.replaceAll("alcove.1", "alcove.2").replaceAll("assets/", "newer/");
    // What keeps its name, the page, is told apart by its revision.
    writeFileSync(name, newer.replace(/("revision":")/g, "$1newer"));
  }
}

function textsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && /\.(js|css|html)$/.test(file.name))
    .map((file) => path.join(file.parentPath, file.name));
}
