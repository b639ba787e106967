import { z } from "zod";
import type { Db } from "../accounts/database.ts";

/** A file that a database names; `size` in bytes. */
export type NamedFile = { sha256: string; size: number };

const rowForm = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.number().int().nonnegative(),
});

/** Every file that a database names, by hash. A database from before there were files names none. */
export function namedFiles(db: Db): NamedFile[] {
  if (!hasFiles(db)) return [];
  return db
    .prepare("SELECT sha256, size FROM files ORDER BY sha256")
    .all()
    .map((row) => {
      const file = rowForm.safeParse(row);
      if (!file.success) throw new Error("The database names a file by what is no SHA-256: it is damaged.");
      return file.data;
    });
}

/** Whether a database names a file at this moment: a server that serves may have let go of it since it was listed. */
export function isNamed(db: Db, { sha256 }: NamedFile): boolean {
  return hasFiles(db) && db.prepare("SELECT 1 FROM files WHERE sha256 = ?").get(sha256) !== undefined;
}

/**
 * Takes files off a database's record. What refers to them stays: a message whose file comes back, uploaded anew by the
 * same person into the same chat, has it again.
 */
export function forgetFiles(db: Db, files: readonly NamedFile[]): void {
  if (files.length === 0) return;
  const deleteGrants = db.prepare<[string]>("DELETE FROM file_grants WHERE sha256 = ?");
  const deleteFile = db.prepare<[string]>("DELETE FROM files WHERE sha256 = ?");
  db.transaction(() => {
    for (const { sha256 } of files) {
      deleteGrants.run(sha256);
      deleteFile.run(sha256);
    }
  })();
}

/** `3 files, 2.1 MB` */
export function countOf(files: readonly NamedFile[]): string {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return `${files.length} ${files.length === 1 ? "file" : "files"}, ${megabytes(bytes)}`;
}

/** The first few, so that a sentence stays one. */
export function someOf(files: readonly NamedFile[]): string {
  const shown = files.slice(0, 3).map(({ sha256 }) => sha256);
  return files.length > shown.length
    ? `${shown.join(", ")} and ${files.length - shown.length} more`
    : shown.join(", ");
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}

function hasFiles(db: Db): boolean {
  return (
    db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'files'").get() !== undefined
  );
}
