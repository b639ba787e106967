import { randomUUID } from "node:crypto";
import { existsSync, linkSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { databasePath } from "../accounts/database.ts";
import { FileFolder } from "../attachments/file-folder.ts";
import { readConfig } from "../config.ts";
import { refuseNewer } from "../schema-parts.ts";
import { makePrivateFile } from "../store/private-files.ts";
import { argumentsOf, type Command } from "./command.ts";
import { copyFiles, filesBeside, flush } from "./file-copies.ts";
import {
  countOf,
  forgetFiles,
  isNamed,
  megabytes,
  type NamedFile,
  namedFiles,
  someOf,
} from "./named-files.ts";

/** Pages copied per step: all of them. Smaller steps start anew whenever the server commits in between. */
const allPages = 0x7fff_ffff;

export const backup: Command = {
  usage: "backup <file>",
  summary:
    "writes a consistent copy of the database, and its files into <file>.files, also while the server serves",
  async run(args, line) {
    const target = path.resolve(argumentsOf(args, {}, 1).positional(0));
    const { dataDir } = readConfig(line.env);
    const source = databasePath(dataDir);
    if (!existsSync(source)) throw new Error(`There is no database at ${source} to back up.`);
    refuseNewer(source);
    refuseExisting(target);
    const draft = `${target}.${randomUUID()}.partial`;
    try {
      await copyDatabase(source, draft);
      verifyCopy(draft);
      const { copied, takenBack, lost } = await copyFilesOf(draft, source, new FileFolder(dataDir).root);
      flush(draft);
      putInPlace(draft, target);
      flush(path.dirname(target));
      const size = megabytes(statSync(target).size);
      line.out(`Wrote ${target} (${size}). It holds what people said: keep it safe.`);
      if (copied.length > 0)
        line.out(
          `Wrote ${filesBeside(target)} (${countOf(copied)}). It belongs to the backup: keep both together.`,
        );
      if (takenBack.length > 0) line.out(`Taken back meanwhile, so left out: ${countOf(takenBack)}.`);
      if (lost.length === 0) return 0;
      line.out(
        `Not in the backup, because missing or damaged in the data folder: ${countOf(lost)} (${someOf(lost)}).`,
      );
      line.out("Run `alcove doctor`, which says what to do.");
      return 1;
    } catch (error) {
      if (error instanceof Error && "code" in error && ["EEXIST", "ENOTEMPTY"].includes(String(error.code)))
        refuseExisting(target);
      throw error;
    } finally {
      rmSync(draft, { force: true });
      rmSync(filesBeside(draft), { recursive: true, force: true });
    }
  },
};

type Copies = { copied: NamedFile[]; takenBack: NamedFile[]; lost: NamedFile[] };

/**
 * Copies the files that the backed-up database names. The server goes on meanwhile: it strikes a file off its record
 * before it deletes it, so what is gone and off the record was taken back, and leaves the copy's record too. What is
 * gone but on record is looked for once more, as it may have come again.
 */
export async function copyFilesOf(draft: string, source: string, folder: string): Promise<Copies> {
  const copy = new Database(draft);
  const present = new Database(source, { fileMustExist: true, readonly: true });
  try {
    const named = namedFiles(copy);
    const gone = await copyFiles(named, folder, filesBeside(draft));
    const onRecord = gone.filter((file) => isNamed(present, file));
    const takenBack = gone.filter((file) => !onRecord.includes(file));
    const lost = await copyFiles(onRecord, folder, filesBeside(draft));
    forgetFiles(copy, takenBack);
    const left = new Set([...takenBack, ...lost]);
    return { copied: named.filter((file) => !left.has(file)), takenBack, lost };
  } finally {
    present.close();
    copy.close();
  }
}

/** The database comes last: where it stands, its files do. */
function putInPlace(draft: string, target: string): void {
  const hasFiles = existsSync(filesBeside(draft));
  if (hasFiles) renameSync(filesBeside(draft), filesBeside(target));
  try {
    // A link, unlike a rename, fails where the name was taken meanwhile.
    linkSync(draft, target);
  } catch (error) {
    if (hasFiles) rmSync(filesBeside(target), { recursive: true, force: true });
    throw error;
  }
}

/**
 * A consistent copy by SQLite's online backup: one read snapshot, during which writers go on. Nobody but the owner can read
 * it at any moment, also where the copying is killed: SQLite gives its journals the mode of the database.
 */
export async function copyDatabase(source: string, target: string): Promise<void> {
  makePrivateFile(target);
  const db = new Database(source, { fileMustExist: true, readonly: true });
  try {
    await db.backup(target, { progress: () => allPages });
  } finally {
    db.close();
  }
}

/** Makes the copy one plain file with no journal beside it, and reads every page of it once. */
function verifyCopy(file: string): void {
  const db = new Database(file);
  try {
    db.pragma("journal_mode = DELETE");
    const verdict = db.pragma("integrity_check(1)", { simple: true });
    if (verdict !== "ok") throw new Error(`The copy is damaged (${String(verdict)}): run \`alcove doctor\`.`);
  } finally {
    db.close();
  }
}

function refuseExisting(target: string): void {
  for (const file of [target, filesBeside(target)])
    if (existsSync(file)) throw new Error(`${file} exists already and is not overwritten.`);
}
