import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { z } from "zod";
import { databasePath } from "../accounts/database.ts";

/** What the `meta` table of a demo's database says about itself. */
const markKey = "demo";
export type DemoMark = "filling" | "ready";

/** The folder holds a real campus, and a demo must not touch it. */
export class NotADemoFolder extends Error {}

/**
 * What a folder holds before a demo starts in it: nothing yet, or a demo that is ready to be shown again.
 * A demo whose filling was cut short is deleted first.
 * @throws NotADemoFolder where there are accounts without a demo's mark
 */
export function prepareDemoFolder(dataDir: string): "empty" | "ready" {
  const file = databasePath(dataDir);
  if (!existsSync(file)) return "empty";
  const mark = inspect(file, dataDir);
  if (mark === "ready") return "ready";
  if (mark === "filling") {
    for (const name of readdirSync(dataDir)) {
      if (name.startsWith(path.basename(file))) rmSync(path.join(dataDir, name));
    }
  }
  return "empty";
}

/** Is this folder a demo's? Its accounts have passwords that everybody knows, so nothing else may serve it. */
export function isDemoFolder(dataDir: string): boolean {
  const file = databasePath(dataDir);
  return existsSync(file) && markIn(file) !== null;
}

export function markDemo(dataDir: string, mark: DemoMark): void {
  const db = new Database(databasePath(dataDir), { fileMustExist: true, timeout: 5_000 });
  try {
    db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)").run(markKey, mark);
  } finally {
    db.close();
  }
}

function inspect(file: string, dataDir: string): DemoMark | null {
  const mark = markIn(file);
  if (mark !== null || !isUsed(file)) return mark;
  throw new NotADemoFolder(
    `${dataDir} holds a campus with real accounts. Give the demo a folder of its own with DATA_DIR.`,
  );
}

function markIn(file: string): DemoMark | null {
  return reading(file, (db) => {
    if (!hasTable(db, "meta")) return null;
    const mark = db.prepare("SELECT value FROM meta WHERE key = ?").pluck().get(markKey);
    return mark === undefined ? null : z.enum(["filling", "ready"]).parse(mark);
  });
}

function isUsed(file: string): boolean {
  return reading(
    file,
    (db) => hasTable(db, "user") && db.prepare('SELECT 1 FROM "user" LIMIT 1').get() !== undefined,
  );
}

function reading<T>(file: string, read: (db: Database.Database) => T): T {
  const db = new Database(file, { fileMustExist: true, readonly: true, timeout: 5_000 });
  try {
    return read(db);
  } finally {
    db.close();
  }
}

function hasTable(db: Database.Database, name: string): boolean {
  return db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(name) !== undefined;
}
