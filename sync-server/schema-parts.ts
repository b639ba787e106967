import { statSync } from "node:fs";
import Database from "better-sqlite3";
import { z } from "zod";
import { accountsSchema, librarySchema } from "./accounts/migrations.ts";
import { auditSchema } from "./audit/schema.ts";
import { notificationsSchema } from "./notifications/schema.ts";
import { storeSchema } from "./store/schema.ts";

/** Every part of a database that has migrations of its own, with the version that this Alcove brings it to. */
export const schemaParts: ReadonlyMap<string, number> = new Map([
  ["accounts", accountsSchema],
  ["better-auth", librarySchema],
  ["store", storeSchema],
  ["audit", auditSchema],
  ["notifications", notificationsSchema],
]);

/** A database that a newer Alcove has written: this one would misread it, and break it for the newer one. */
export class NewerDatabase extends Error {}

const versionRow = z.object({ part: z.string(), version: z.number() });

/** Parts that this Alcove does not know, or knows only in an older form. */
export function newerParts(db: Database.Database): { part: string; version: number }[] {
  const known = db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'");
  if (known.get() === undefined) return [];
  return db
    .prepare("SELECT part, version FROM schema_version ORDER BY part")
    .all()
    .map((row) => versionRow.parse(row))
    .filter(({ part, version }) => version > (schemaParts.get(part) ?? 0));
}

/**
 * Asked before anything may write to a database. A file that is none yet, or is damaged, is not judged here.
 * @throws NewerDatabase
 */
export function refuseNewer(file: string): void {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0) return;
  let newer: ReturnType<typeof newerParts>;
  try {
    // Read-only: an ordinary connection writes the journal into the database when it closes.
    const db = new Database(file, { readonly: true, fileMustExist: true });
    try {
      newer = newerParts(db);
    } finally {
      db.close();
    }
  } catch (error) {
    if (error instanceof Database.SqliteError) return;
    throw error;
  }
  const found = newer.map(
    ({ part, version }) => `${part} ${version} instead of ${schemaParts.get(part) ?? "none"}`,
  );
  if (found.length > 0)
    throw new NewerDatabase(
      `${file} was written by a newer Alcove (${found.join(", ")}), so nothing was changed: update this Alcove, or restore a backup that is older.`,
    );
}
