import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import Database from "better-sqlite3";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { databasePath } from "../accounts/database.ts";
import { runCommand } from "../cli/run.ts";
import { TestDevice } from "../sync/test-device.ts";
import { endProcesses, startProcess } from "../sync/test-process.ts";
import { type FaultCampus, makeFaultCampus, wrongIn } from "./campus.ts";
import { startFaulty } from "./faulty-server.ts";

/** Milliseconds; generous, as machines are slow and shared. */
const longTimeout = 120_000;
const pageBytes = 4_096;

let campus: FaultCampus;
beforeAll(async () => {
  campus = await makeFaultCampus();
}, longTimeout);
afterEach(() => endProcesses());
afterAll(() => campus.remove());

async function doctor(dataDir: string): Promise<{ code: number; said: string }> {
  const lines: string[] = [];
  const out = (line: string) => void lines.push(line);
  const line = { env: { DATA_DIR: dataDir }, readInput: async () => "", out, err: out };
  return { code: await runCommand(["doctor"], line), said: lines.join("\n") };
}

/** The pages of a table or an index, first to last. */
function pagesOf(dataDir: string, name: string): number[] {
  const db = new Database(databasePath(dataDir), { readonly: true });
  try {
    return db.prepare<[string], number>("SELECT pageno FROM dbstat WHERE name = ?").pluck().all(name);
  } finally {
    db.close();
  }
}

function overwrite(dataDir: string, pages: number[]): void {
  const bytes = readFileSync(databasePath(dataDir));
  for (const page of pages) bytes.fill(0x5a, (page - 1) * pageBytes, page * pageBytes);
  writeFileSync(databasePath(dataDir), bytes);
}

test.each([
  ["the first page", (dataDir: string) => overwrite(dataDir, [1])],
  ["a file that was cut short", (dataDir: string) => truncateSync(databasePath(dataDir), 20 * pageBytes)],
])(
  "[R5] %s: the server does not start and says what to do, and doctor finds it",
  async (_, damage) => {
    const dataDir = campus.copy();
    damage(dataDir);
    const refused = await startProcess(dataDir).then(
      () => "it serves",
      (error: Error) => error.message,
    );
    expect(refused).toMatch(/Alcove cannot start on .*: the database is damaged: .*doctor.*restore a backup/);
    expect(refused).not.toMatch(/\n\s+at /);
    const { code, said } = await doctor(dataDir);
    expect(code).toBe(1);
    expect(said).toMatch(/fail {2}database: .*restore a backup/);
  },
  longTimeout,
);

test(
  "[R5] a page damaged where the server reads it: from then on it serves nothing and says why; its devices keep all they have",
  async () => {
    const dataDir = campus.copy();
    overwrite(dataDir, pagesOf(dataDir, "updates"));
    const server = await startFaulty(dataDir);
    const sam = new TestDevice({ port: server.port, ...campus.sam });
    expect((await sam.ended()).code).toBe(1012);
    expect(sam.messages(campus.ticket.chat, "update")).toEqual([]);
    await closed(server.port);
    const again = new TestDevice({ port: server.port, ...campus.sam }, { greet: false });
    await again.until(() => again.refusedWith);
    expect(again.refusedWith).toBe(503);
    expect(server.output()).toMatch(/SQLITE_CORRUPT/);
    expect(await server.end("SIGTERM")).toBe(0);
    expect((await doctor(dataDir)).code).toBe(1);
  },
  longTimeout,
);

/** What everybody meets at a desk whose database is damaged. */
async function closed(port: number): Promise<void> {
  const at = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  for (const path of ["/api/me", "/api/campus", "/calendar/x.ics"]) {
    const answer = await at(path);
    expect([path, answer.status]).toEqual([path, 503]);
    expect(await answer.json()).toMatchObject({ error: { code: "database-damaged" } });
  }
  const ready = await at("/readyz");
  expect(ready.status).toBe(503);
  expect(await ready.text()).toMatch(/the database is damaged: .*restore a backup/);
  expect((await at("/healthz")).status).toBe(200);
  const metrics = await at("/metrics");
  expect(metrics.status).toBe(200);
  expect(await metrics.text()).toContain('alcove_storage_trouble{state="damaged"} 1');
}

test(
  "[R5] a page damaged where nobody reads it is found within seconds of the start",
  async () => {
    const dataDir = campus.copy();
    overwrite(dataDir, pagesOf(dataDir, "uploads_by_person"));
    const server = await startFaulty(dataDir);
    const sam = new TestDevice({ port: server.port, ...campus.sam });
    expect((await sam.ended()).code).toBe(1012);
    expect(sam.bye()).toMatchObject({ code: "unavailable" });
    await closed(server.port);
    expect(await server.end("SIGTERM")).toBe(0);
  },
  longTimeout,
);

test(
  "[R6] a journal that ends anywhere is read up to its last whole commit, and a device that knows more begins anew",
  async () => {
    const dataDir = campus.copy();
    const server = await startFaulty(dataDir);
    const sam = new TestDevice({ port: server.port, ...campus.sam });
    await sam.caughtUp();
    const written: string[] = [];
    for (let count = 0; count < 5; count++) {
      const { entry } = await sam.write(campus.ticket.chat, {
        type: "chat.message",
        body: `number ${count}`,
      });
      written.push(entry.id);
    }
    await sam.until(() => sam.stored.at(-1)?.cursor === sam.cursor);
    await server.end("SIGKILL");
    await sam.ended();
    const journal = readFileSync(`${databasePath(dataDir)}-wal`);
    const database = readFileSync(databasePath(dataDir));
    const held: number[] = [];
    for (let end = journal.length; end > 0; end -= Math.ceil(journal.length / 23)) {
      rmSync(`${databasePath(dataDir)}-shm`, { force: true });
      writeFileSync(databasePath(dataDir), database);
      writeFileSync(`${databasePath(dataDir)}-wal`, journal.subarray(0, end));
      expect(wrongIn(dataDir), `cut at ${end} of ${journal.length}`).toEqual([]);
      const db = new Database(databasePath(dataDir));
      const there = new Set(db.prepare<[], string>("SELECT id FROM entries").pluck().all());
      db.close();
      const kept = written.filter((id) => there.has(id));
      expect(kept).toEqual(written.slice(0, kept.length));
      held.push(kept.length);
    }
    // Not vacuous: all of them, some, and none.
    expect(held[0]).toBe(5);
    expect(held.at(-1)).toBe(0);
    expect(held.some((count) => count > 0 && count < 5)).toBe(true);
    const after = await startProcess(dataDir);
    const from = sam.stored.at(-1);
    const device = new TestDevice({ port: after.port, ...campus.sam }, from === undefined ? {} : { from });
    await device.caughtUp();
    expect(device.controls("welcome")[0]?.reset).toBe(true);
    device.cut();
    expect(await after.end("SIGTERM")).toBe(0);
  },
  longTimeout,
);
