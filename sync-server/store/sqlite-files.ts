import type Database from "better-sqlite3";
import type { DocName } from "../../shared/log/doc-name.ts";
import {
  type FileReader,
  type FileWriter,
  fileKey,
  type NamedFile,
  type StoredFile,
  type UploadRow,
} from "./files.ts";

const uploadColumns = "id, person, document AS doc, sha256, name, type, size, state, createdAt";

/** The store's part for the files of chats: rows only, their bytes lie beside the database. */
export function sqliteFiles(db: Database.Database): FileReader & FileWriter {
  const selectGranted = db.prepare<[string, string, string], StoredFile>(
    `SELECT f.sha256, f.size, f.type FROM file_grants g JOIN files f ON f.sha256 = g.sha256
     WHERE g.document = ? AND g.sha256 = ? AND g.uploader = ?`,
  );
  const selectReferred = db.prepare<[string, string], NamedFile>(
    `SELECT f.sha256, f.size, f.type, g.name FROM file_references r
     JOIN file_grants g ON g.document = r.document AND g.sha256 = r.sha256 AND g.uploader = r.uploader
     JOIN files f ON f.sha256 = r.sha256
     WHERE r.document = ? AND r.sha256 = ? AND r.state = 'standing' ORDER BY g.uploadedAt LIMIT 1`,
  );
  const selectUpload = db.prepare<[string], UploadRow>(`SELECT ${uploadColumns} FROM uploads WHERE id = ?`);
  const selectUploadsOf = db.prepare<[string, number], { receiving: number; bytes: number }>(
    `SELECT count(*) FILTER (WHERE state = 'receiving') AS receiving, coalesce(sum(size), 0) AS bytes
     FROM uploads WHERE person = ? AND createdAt > ?`,
  );
  const selectUnfinished = db.prepare<[number], UploadRow>(
    `SELECT ${uploadColumns} FROM uploads WHERE createdAt < ? AND state = 'receiving'`,
  );
  const selectStrayFiles = db.prepare<[string], { value: string }>(
    "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT sha256 FROM files)",
  );
  const selectStrayUploads = db.prepare<[string], { value: string }>(
    "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT id FROM uploads WHERE state = 'receiving')",
  );
  const insertUpload = db.prepare<[string, string, string, string, string, string, number, string, number]>(
    `INSERT INTO uploads (id, person, document, sha256, name, type, size, state, createdAt)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const updateUpload = db.prepare<[string, string]>("UPDATE uploads SET state = ? WHERE id = ?");
  const insertFile = db.prepare<[string, number, string, number]>(
    "INSERT OR IGNORE INTO files (sha256, size, type, storedAt) VALUES (?, ?, ?, ?)",
  );
  const upsertGrant = db.prepare<[string, string, string, string, number]>(
    `INSERT INTO file_grants (document, sha256, uploader, name, uploadedAt) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET name = excluded.name, uploadedAt = excluded.uploadedAt`,
  );
  const deleteRedacted = db.prepare<[string, string], { sha256: string; uploader: string }>(
    `DELETE FROM file_references WHERE document = ? AND message = ? AND state = 'redacted'
     RETURNING sha256, uploader`,
  );
  const deleteGrantUnlessReferred = db.prepare<[string, string, string]>(
    `DELETE FROM file_grants AS g WHERE document = ? AND sha256 = ? AND uploader = ? AND ${unreferred("g")}`,
  );
  const deleteOldGrants = db.prepare<[number], { sha256: string }>(
    `DELETE FROM file_grants AS g WHERE uploadedAt < ? AND ${unreferred("g")} RETURNING sha256`,
  );
  const deleteFile = db.prepare<[string]>(
    "DELETE FROM files WHERE sha256 = ? AND sha256 NOT IN (SELECT sha256 FROM file_grants)",
  );
  const deleteUploads = db.prepare<[number]>("DELETE FROM uploads WHERE createdAt < ?");

  function unneeded(sha256s: readonly string[]): string[] {
    return [...new Set(sha256s)].filter((sha256) => deleteFile.run(sha256).changes > 0);
  }

  return {
    files: async (keys) => {
      const found = new Map<string, StoredFile>();
      for (const key of keys) {
        const file = selectGranted.get(key.doc, key.sha256, key.uploader);
        if (file !== undefined) found.set(fileKey(key), file);
      }
      return found;
    },
    fileIn: async (doc, sha256) => selectReferred.get(doc, sha256) ?? null,
    upload: async (id) => selectUpload.get(id) ?? null,
    uploadsOf: async (person, since) => selectUploadsOf.get(person, since) ?? { receiving: 0, bytes: 0 },
    unfinishedUploads: async (before) => selectUnfinished.all(before),
    strayFiles: async (sha256s) => selectStrayFiles.all(JSON.stringify(sha256s)).map(({ value }) => value),
    strayUploads: async (ids) => selectStrayUploads.all(JSON.stringify(ids)).map(({ value }) => value),

    addUpload: async ({ id, person, doc, sha256, name, type, size, state, createdAt }) => {
      insertUpload.run(id, person, doc, sha256, name, type, size, state, createdAt);
    },
    endUpload: async (id) => {
      updateUpload.run("ended", id);
    },
    keepFile: async ({ id, doc, sha256, person, name, type, size }, now) => {
      db.transaction(() => {
        insertFile.run(sha256, size, type, now);
        upsertGrant.run(doc, sha256, person, name, now);
        updateUpload.run("done", id);
      }).immediate();
    },
    dropFilesOf: async (doc: DocName, message) =>
      db
        .transaction(() => {
          const dropped = deleteRedacted.all(doc, message);
          for (const { sha256, uploader } of dropped) deleteGrantUnlessReferred.run(doc, sha256, uploader);
          return unneeded(dropped.map(({ sha256 }) => sha256));
        })
        .immediate(),
    dropOrphans: async (before) =>
      db.transaction(() => unneeded(deleteOldGrants.all(before).map(({ sha256 }) => sha256))).immediate(),
    forgetUploads: async (before) => {
      deleteUploads.run(before);
    },
  };
}

/** No message, standing or about to be dropped, refers to what this grant covers. */
function unreferred(grant: string): string {
  return `NOT EXISTS (SELECT 1 FROM file_references r WHERE r.document = ${grant}.document
    AND r.sha256 = ${grant}.sha256 AND r.uploader = ${grant}.uploader)`;
}
