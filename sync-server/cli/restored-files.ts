import { linkSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { type FileFolder, filePathOf } from "../attachments/file-folder.ts";
import { makePrivateFolder } from "../store/private-files.ts";
import { copyFiles, filesBeside, flush, isSound } from "./file-copies.ts";
import { type NamedFile, namedFiles, someOf } from "./named-files.ts";

/** What a restore finds of the files that a backup names. */
export type BackedUpFiles = {
  /** There after the restore. */
  named: NamedFile[];
  /** To be copied: sound in the backup, not in the data folder. */
  wanted: NamedFile[];
  /** Missing from the backup, or damaged there. */
  lacking: NamedFile[];
  /** Lacking, and not in the data folder either. */
  lost: NamedFile[];
};

/** Checks each file that the backup's database names by its hash, in the backup and in the data folder's `folder`. */
export async function lookThrough(backup: string, folder: string): Promise<BackedUpFiles> {
  const found: BackedUpFiles = { named: [], wanted: [], lacking: [], lost: [] };
  for (const file of namedIn(backup)) {
    const backedUp = await isSound(filesBeside(backup), file);
    const present = await isSound(folder, file);
    if (!backedUp) found.lacking.push(file);
    (backedUp || present ? found.named : found.lost).push(file);
    if (backedUp && !present) found.wanted.push(file);
  }
  return found;
}

/** The refusal: what lacks, and the way on without it. */
export function lackOf(files: readonly NamedFile[], backup: string): Error {
  return new Error(
    `${files.length} of the files that ${backup} names are missing from ${filesBeside(backup)} or damaged there: ${someOf(files)}. Put them there, or restore without them by --without-missing-files.`,
  );
}

/**
 * Keeps the files that are there under a second name, which takes no room: once the restored database serves, what it
 * does not name is swept away. Beside the kept database they are a backup like any other.
 * @returns false where there are none
 */
export async function keepFiles(files: FileFolder, kept: string): Promise<boolean> {
  const touched = new Set<string>();
  for await (const names of files.olderThan(Number.POSITIVE_INFINITY)) {
    for (const sha256 of names) {
      const target = path.join(kept, filePathOf(sha256));
      makePrivateFolder(path.dirname(target));
      linkSync(path.join(files.root, filePathOf(sha256)), target);
      for (let at = path.dirname(target); at !== path.dirname(kept); at = path.dirname(at)) touched.add(at);
    }
  }
  for (const at of touched) flush(at);
  return touched.size > 0;
}

/** Copies files from the backup into the data folder; each takes the place of a damaged one. */
export async function bringFiles(files: readonly NamedFile[], from: string, folder: string): Promise<void> {
  const left = await copyFiles(files, from, folder);
  if (left.length > 0) throw new Error(`The backup's files changed while they were read: ${someOf(left)}.`);
}

function namedIn(backup: string): NamedFile[] {
  const db = new Database(backup, { readonly: true, fileMustExist: true });
  try {
    return namedFiles(db);
  } finally {
    db.close();
  }
}
