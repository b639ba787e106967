import { randomUUID } from "node:crypto";
import { chmodSync, closeSync, existsSync, fsyncSync, linkSync, openSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { databasePath } from "../accounts/database.ts";
import { readConfig } from "../config.ts";
import { argumentsOf, type Command } from "./command.ts";

/** Pages copied per step: all of them. Smaller steps start anew whenever the server commits in between. */
const allPages = 0x7fff_ffff;

export const backup: Command = {
  usage: "backup <file>",
  summary: "writes a consistent copy of the database, also while the server serves",
  async run(args, line) {
    const target = path.resolve(argumentsOf(args, {}, 1).positional(0));
    const source = databasePath(readConfig(line.env).dataDir);
    if (!existsSync(source)) throw new Error(`There is no database at ${source} to back up.`);
    refuseExisting(target);
    const draft = `${target}.${randomUUID()}.partial`;
    try {
      await copyDatabase(source, draft);
      verifyCopy(draft);
      chmodSync(draft, 0o600);
      flush(draft);
      // A link, unlike a rename, fails where the name was taken meanwhile.
      linkSync(draft, target);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EEXIST") refuseExisting(target);
      throw error;
    } finally {
      rmSync(draft, { force: true });
    }
    flush(path.dirname(target));
    line.out(
      `Wrote ${target} (${megabytes(statSync(target).size)}). It holds what people said: keep it safe.`,
    );
    return 0;
  },
};

/** A consistent copy by SQLite's online backup: one read snapshot, during which writers go on. */
export async function copyDatabase(source: string, target: string): Promise<void> {
  const db = new Database(source, { fileMustExist: true, readonly: true });
  try {
    await db.backup(target, { progress: () => allPages });
  } finally {
    db.close();
  }
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
  if (existsSync(target)) throw new Error(`${target} exists already and is not overwritten.`);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}
