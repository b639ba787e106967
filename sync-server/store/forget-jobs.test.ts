import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { databasePath, openDatabase } from "../accounts/database.ts";
import { migrateStore } from "./schema.ts";
import { createSqliteStore } from "./sqlite-store.ts";
import { longestTurn } from "./test-loop.ts";

/** Milliseconds that forgetting may hold the event loop. */
const mostMs = 50;
const many = 100_000;

test("[S18] 100,000 jobs that have ended are forgotten while others have their turns", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "alcove-forget-"));
  const db = openDatabase(databasePath(folder));
  db.pragma("synchronous = OFF");
  migrateStore(db);
  const store = createSqliteStore(db);
  try {
    const insert = db.prepare(
      "INSERT INTO jobs (id, kind, payload, state, dueAt, endedAt) VALUES (?, 'meeting-insert', '{}', ?, 1, ?)",
    );
    db.transaction(() => {
      for (let count = 0; count < many; count++)
        insert.run(`job ${count}`, count % 2 === 0 ? "done" : "cancelled", 100);
      insert.run("of today", "done", 200);
      insert.run("gave up", "failed", 100);
    })();
    const longest = await longestTurn(() => store.forgetJobs(150));
    expect(longest).toBeLessThan(mostMs);
    expect(db.prepare("SELECT id FROM jobs ORDER BY id").pluck().all()).toEqual(["gave up", "of today"]);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
