import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { deserialize } from "node:v8";
import { gunzipSync } from "node:zlib";
import type { Recording } from "./recording.ts";

/** What runs of a release: the exports that its `program.ts` and today's have in common. */
export type Program = typeof import("./program.ts");

/** The release before the protocol had versions. */
export const release = "3971266";

function unpacked(file: string): Buffer {
  return gunzipSync(readFileSync(new URL(file, import.meta.url)));
}

/** The desk that this release recorded. */
export function recording(): Recording {
  return deserialize(unpacked(`./${release}.v8.gz`));
}

/** Libraries that let only one of themselves stand in a process; each program has its own. */
const marks: readonly PropertyKey[] = [Symbol.for("Dexie"), "__ $YJS$ __"];

/** This release's own device and server, with the libraries that it had; only SQLite is today's. */
export async function releasedProgram(): Promise<Program> {
  const folder = mkdtempSync(path.join(tmpdir(), "alcove-released-"));
  const file = path.join(folder, "program.mjs");
  const sqlite = pathToFileURL(createRequire(import.meta.url).resolve("better-sqlite3")).href;
  const code = unpacked(`./${release}.mjs.gz`).toString();
  writeFileSync(
    file,
    code.replace('from"better-sqlite3"', () => `from${JSON.stringify(sqlite)}`),
  );
  const ours = marks.map((mark) => [mark, Reflect.get(globalThis, mark)] as const);
  for (const mark of marks) Reflect.deleteProperty(globalThis, mark);
  try {
    return await import(/* @vite-ignore */ pathToFileURL(file).href);
  } finally {
    for (const [mark, value] of ours) Reflect.set(globalThis, mark, value);
    rmSync(folder, { recursive: true, force: true });
  }
}
