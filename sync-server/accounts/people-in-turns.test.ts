import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { readConfig } from "../config.ts";
import { longestTurn } from "../store/test-loop.ts";
import { createAccounts } from "./accounts.ts";
import { databasePath, openDatabase } from "./database.ts";

/** Milliseconds that a list may hold the event loop. */
const mostMs = 50;
const many = 20_000;

test("[H14] the list of 20,000 people is read while others have their turns, and is the list of all", async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), "alcove-people-"));
  const db = openDatabase(databasePath(dataDir));
  const config = readConfig({ DATA_DIR: dataDir });
  const accounts = await createAccounts({ db, config, secrets: { authSecret: null } });
  try {
    const insert = db.prepare(
      `INSERT INTO "user" (id, name, email, emailVerified, createdAt, updatedAt, role, status)
       VALUES (?, ?, ?, 0, ?, ?, 'student', 'active')`,
    );
    const at = new Date(0).toISOString();
    db.transaction(() => {
      for (let count = 0; count < many; count++) {
        const id = randomUUID();
        insert.run(id, `Name ${id.slice(0, 4)}`, `${id}@campus.example`, at, at);
      }
    })();
    let listed: unknown[] = [];
    const longest = await longestTurn(async () => {
      listed = await accounts.peopleInTurns();
    });
    expect(longest).toBeLessThan(mostMs);
    expect(listed).toEqual(accounts.people());
  } finally {
    accounts.close();
    db.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
