import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { type DocKind, docName } from "../../shared/log/doc-name.ts";
import { readLog } from "../../shared/log/read-log.ts";
import { databasePath, openDatabase } from "../../sync-server/accounts/database.ts";
import { createSqliteStore } from "../../sync-server/store/sqlite-store.ts";
import { type Campus, makeCampus } from "./make-campus.ts";

const folders: string[] = [];

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), "alcove-campus-"));
  folders.push(made);
  return made;
}

afterEach(() => {
  for (const each of folders.splice(0)) rmSync(each, { recursive: true, force: true });
});

/** Every log of the campus, without the people's ids. */
async function wordsIn(dataDir: string, campus: Campus): Promise<unknown[]> {
  const store = createSqliteStore(openDatabase(databasePath(dataDir), { mustExist: true }));
  const kinds: DocKind[] = ["ticket", "request", "chat"];
  const logs: unknown[] = [];
  for (const ticketId of campus.ticketIds) {
    for (const kind of kinds) {
      const { values } = readLog([await store.content(docName(kind, ticketId))]);
      logs.push(values.map((value) => JSON.stringify(value, (key, each) => (key === "by" ? "" : each))));
    }
  }
  expect(await store.countJobs()).toEqual({ waiting: 0, failed: 0 });
  await store.close();
  return logs;
}

test("the same seed makes the same tickets, and each has what was asked for", async () => {
  const options = { tickets: 12, messagesPer: 3, seed: 7, now: 1_700_000_000_000 };
  const [first, second] = [folder(), folder()];
  const words = await wordsIn(first, await makeCampus(first, options));
  expect(await wordsIn(second, await makeCampus(second, options))).toEqual(words);
  // Opened and claimed; written; three messages.
  expect(words.map((log) => (log as unknown[]).length)).toEqual(twelveTimes([2, 1, 3]));
  const other = folder();
  const others = await wordsIn(other, await makeCampus(other, { ...options, seed: 8 }));
  expect(others).not.toEqual(words);
});

test("a part of the tickets can be claimed, the rest is open", async () => {
  const dataDir = folder();
  const campus = await makeCampus(dataDir, { tickets: 12, messagesPer: 0, seed: 1, claimed: 5 });
  const store = createSqliteStore(openDatabase(databasePath(dataDir), { mustExist: true }));
  expect(await store.caseload(campus.counselor.id)).toEqual(campus.ticketIds.slice(0, 5));
  await store.close();
});

function twelveTimes(lengths: number[]): number[] {
  return Array.from({ length: 12 }, () => lengths).flat();
}
