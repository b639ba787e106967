import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { databasePath, openDatabase } from "../accounts/database.ts";
import { migrateStore } from "./schema.ts";
import { createSqliteStore } from "./sqlite-store.ts";
import { batchOf, GrowingLog, joinedAll } from "./test-steps.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "alcove-writer-bytes-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open() {
  const db = openDatabase(databasePath(folder));
  migrateStore(db);
  return { db, store: createSqliteStore(db) };
}

/** What the rows of the log say that each person wrote. */
function written(db: Database.Database): Map<string, number> {
  const rows = db
    .prepare<[], { owner: string; bytes: number }>(
      `SELECT owner, sum(length(body)) AS bytes FROM updates u
       JOIN writers w ON w.document = u.document AND w.client = u.client GROUP BY owner`,
    )
    .all();
  return new Map(rows.map(({ owner, bytes }) => [owner, bytes]));
}

test("[G12] a head counts what each person wrote, through joins and erasures", async () => {
  const { db, store } = open();
  const log = new GrowingLog();
  const bytesOf = async () => (await store.heads([log.doc])).get(log.doc)?.bytesOf;
  for (let round = 0; round < 20; round++) {
    const steps = [
      log.append("sam", { client: round % 3, count: 1 + (round % 4), characters: 300 }),
      log.append("cleo", { client: 10 + (round % 2), characters: 200 }),
    ];
    await store.commit(batchOf(...steps));
  }
  expect(await bytesOf()).toEqual(written(db));
  await joinedAll(store, log.doc);
  expect(await bytesOf()).toEqual(written(db));

  // Taken back by another clientID, in the same commit and in a later one.
  const [kept, gone] = [log.append("sam", { client: 5, characters: 900 }), log.append("cleo", { client: 6 })];
  await store.commit(
    batchOf(kept, gone, log.append("sam", { client: 8, erased: [gone.entries[0]?.id ?? ""] })),
  );
  expect(await bytesOf()).toEqual(written(db));
  const before = (await bytesOf())?.get("sam") ?? 0;
  await store.commit(batchOf(log.append("sam", { client: 8, erased: [kept.entries[0]?.id ?? ""] })));
  expect(await bytesOf()).toEqual(written(db));
  expect((await bytesOf())?.get("sam")).toBeLessThan(before - 500);
  await store.close();
});

test("[G12] a database from before is counted once, at its first start", async () => {
  const { db, store } = open();
  const log = new GrowingLog();
  for (let round = 0; round < 10; round++)
    await store.commit(batchOf(log.append("sam", { client: round % 2 }), log.append("cleo", { client: 7 })));
  db.exec(
    "ALTER TABLE writers DROP COLUMN bytes; UPDATE schema_version SET version = 6 WHERE part = 'store'",
  );
  await store.close();

  const later = open();
  const head = (await later.store.heads([log.doc])).get(log.doc);
  expect(head?.bytesOf).toEqual(written(later.db));
  expect([...(head?.bytesOf ?? [])].every(([, bytes]) => bytes > 0)).toBe(true);
  await later.store.close();
});
