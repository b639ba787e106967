import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { databasePath, openDatabase } from "../accounts/database.ts";
import { journalBytesKept } from "./journal.ts";
import { migrateStore } from "./schema.ts";
import { createSqliteStore } from "./sqlite-store.ts";

const written = 50 * 1024 * 1024;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "alcove-journal-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function journalBytes(): number {
  return statSync(`${databasePath(folder)}-wal`).size;
}

/** A campus's database in which 50 MB were written while another process reads. */
function writtenBesideReader() {
  const db = openDatabase(databasePath(folder));
  migrateStore(db);
  db.exec("CREATE TABLE filler (body BLOB)");
  const reader = openDatabase(databasePath(folder));
  reader.exec("BEGIN");
  reader.prepare("SELECT count(*) FROM updates").get();
  const insert = db.prepare("INSERT INTO filler VALUES (randomblob(?))");
  for (let left = written; left > 0; left -= 1024 * 1024) insert.run(1024 * 1024);
  expect(journalBytes()).toBeGreaterThan(written);
  return { db, reader };
}

test("[R21] the journal that grew beside a reader is cut once nobody reads, also when nothing more is written", async () => {
  const { db, reader } = writtenBesideReader();
  const store = createSqliteStore(db);
  reader.exec("COMMIT");
  await vi.waitFor(() => expect(journalBytes()).toBeLessThanOrEqual(journalBytesKept), { timeout: 10_000 });
  reader.close();
  expect(db.prepare("SELECT count(*) FROM filler").pluck().get()).toBe(50);
  await store.close();
});

test("[R21] and by whatever process writes next, where no server looks after it", () => {
  const { db, reader } = writtenBesideReader();
  reader.exec("COMMIT");
  // The first writes the journal into the database, the second begins it anew.
  for (const _ of [1, 2]) db.exec("INSERT INTO filler VALUES ('')");
  expect(journalBytes()).toBeLessThanOrEqual(journalBytesKept);
  reader.close();
  db.close();
});
