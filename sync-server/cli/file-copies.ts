import { createHash, type Hash, randomUUID } from "node:crypto";
import { closeSync, createWriteStream, fsyncSync, openSync } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { filePathOf } from "../attachments/file-folder.ts";
import { makePrivateFile, makePrivateFolder } from "../store/private-files.ts";
import type { NamedFile } from "./named-files.ts";

/** Where the files of a backup lie: beside its database, in the layout of the data folder's `files`. */
export function filesBeside(database: string): string {
  return `${database}.files`;
}

/** Whether the folder has the file, with the content that its name promises. */
export async function isSound(folder: string, file: NamedFile): Promise<boolean> {
  const source = await openIfThere(path.join(folder, filePathOf(file.sha256)));
  if (source === null) return false;
  const hash = createHash("sha256");
  for await (const chunk of source.createReadStream()) hash.update(chunk);
  return hash.digest("hex") === file.sha256;
}

/**
 * Copies files from one folder into another of the same layout; on disk when this resolves. What turns out missing or
 * damaged on the way is left out.
 * @returns what was left out
 */
export async function copyFiles(files: readonly NamedFile[], from: string, to: string): Promise<NamedFile[]> {
  const left: NamedFile[] = [];
  const touched = new Set<string>();
  for (const file of files) {
    const target = path.join(to, filePathOf(file.sha256));
    if (!(await copyFile(path.join(from, filePathOf(file.sha256)), target, file.sha256))) left.push(file);
    else for (let at = path.dirname(target); at !== path.dirname(to); at = path.dirname(at)) touched.add(at);
  }
  // A folder's own entry stands in its parent: each of them must be on disk for the file to be.
  for (const folder of touched) flush(folder);
  if (touched.size > 0) flush(path.dirname(to));
  return left;
}

/** Pushes a file's or folder's content through to the disk. */
export function flush(file: string): void {
  const handle = openSync(file, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

async function copyFile(source: string, target: string, sha256: string): Promise<boolean> {
  const bytes = await openIfThere(source);
  if (bytes === null) return false;
  const draft = `${target}.${randomUUID()}.partial`;
  try {
    makePrivateFolder(path.dirname(target));
    makePrivateFile(draft);
    const hash = createHash("sha256");
    await pipeline(
      bytes.createReadStream(),
      (chunks: AsyncIterable<Buffer>) => through(chunks, hash),
      createWriteStream(draft, { flags: "r+", flush: true }),
    );
    if (hash.digest("hex") !== sha256) return false;
    await rename(draft, target);
    return true;
  } finally {
    await bytes.close();
    await rm(draft, { force: true });
  }
}

async function* through(chunks: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

async function openIfThere(file: string): Promise<FileHandle | null> {
  try {
    return await open(file, "r");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return null;
    throw error;
  }
}
