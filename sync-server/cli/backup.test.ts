import { once } from "node:events";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { databasePath, openDatabase } from "../accounts/database.ts";
import { readConfig } from "../config.ts";
import { createContext } from "../context.ts";
import { acquireServingLock } from "../store/serving-lock.ts";
import { TestDesk } from "./test-desk.ts";

let desk: TestDesk;
beforeEach(async () => {
  desk = new TestDesk();
  await desk.add("a@b.example", "admin", "a long password");
});
afterEach(() => desk.remove());

const serverId = (file: string) => {
  const db = new Database(file, { readonly: true });
  const id = db.prepare("SELECT value FROM meta WHERE key = 'serverId'").pluck().get();
  db.close();
  return id;
};

function addSession(id: string): void {
  const db = openDatabase(databasePath(desk.dataDir));
  const now = new Date().toISOString();
  const person = db.prepare('SELECT id FROM "user"').pluck().get();
  db.prepare(
    `INSERT INTO session (id, token, userId, expiresAt, createdAt, updatedAt) VALUES (?, ?, ?, '2999-01-01T00:00:00.000Z', ?, ?)`,
  ).run(id, `token of ${id}`, person, now, now);
  db.close();
}

function inDatabase<T>(work: (db: Database.Database) => T): T {
  const db = openDatabase(databasePath(desk.dataDir));
  try {
    return work(db);
  } finally {
    db.close();
  }
}

describe("backup", () => {
  test("writes one sound file that only its owner can read, and says how large it is", async () => {
    const { code, out } = await desk.run(["backup", desk.file("b.db")]);
    expect(code).toBe(0);
    expect(out[0]).toMatch(/^Wrote .*b\.db \(\d+\.\d MB\)/);
    expect(statSync(desk.file("b.db")).mode & 0o777).toBe(0o600);
    expect(readdirSync(desk.folder).sort()).toEqual(["b.db", "data"]);
    const db = new Database(desk.file("b.db"), { readonly: true });
    expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
    expect(db.prepare('SELECT email FROM "user"').pluck().all()).toEqual(["a@b.example"]);
    db.close();
  });

  test("overwrites nothing, and leaves nothing behind where it fails", async () => {
    writeFileSync(desk.file("there"), "precious");
    expect(await desk.run(["backup", desk.file("there")])).toMatchObject({
      code: 1,
      err: [expect.stringContaining("exists already")],
    });
    expect(readFileSync(desk.file("there"), "utf8")).toBe("precious");
    expect((await desk.run(["backup", desk.file("no/such/folder/b.db")])).code).toBe(1);
    expect(readdirSync(desk.folder).sort()).toEqual(["data", "there"]);
  });

  test("[B1] is consistent while another thread commits without pause", async () => {
    inDatabase((db) => {
      db.exec(
        "CREATE TABLE pairs (n INTEGER PRIMARY KEY, filler BLOB); CREATE TABLE twins (n INTEGER PRIMARY KEY)",
      );
    });
    const writer = new Worker(
      `const { workerData, parentPort } = require("node:worker_threads");
       const Database = require("better-sqlite3");
       const db = new Database(workerData.file);
       db.pragma("synchronous = OFF");
       const pair = db.prepare("INSERT INTO pairs VALUES (?, randomblob(20000))");
       const twin = db.prepare("INSERT INTO twins VALUES (?)");
       const both = db.transaction((n) => { pair.run(n); twin.run(n); });
       let n = 0;
       let stop = false;
       parentPort.on("message", () => { stop = true; });
       (function write() {
         if (stop) { db.close(); return parentPort.postMessage({ last: n }), parentPort.close(); }
         both(++n);
         if (n === 100) parentPort.postMessage({ first: n });
         setImmediate(write);
       })();`,
      { eval: true, workerData: { file: databasePath(desk.dataDir) } },
    );
    await once(writer, "message");
    const { code } = await desk.run(["backup", desk.file("b.db")]);
    const stopped = once(writer, "message");
    writer.postMessage("stop");
    const [{ last }] = await stopped;
    await once(writer, "exit");
    expect(code).toBe(0);
    const db = new Database(desk.file("b.db"), { readonly: true });
    const [pairs, twins] = ["pairs", "twins"].map((name) =>
      Number(db.prepare(`SELECT count(*) FROM ${name}`).pluck().get()),
    );
    db.close();
    expect(pairs).toBe(twins);
    expect(pairs).toBeGreaterThanOrEqual(100);
    expect(last).toBeGreaterThan(pairs ?? 0);
  });
});

describe("restore", () => {
  test("[B2] brings the backup back under a new server id and keeps what was there", async () => {
    await desk.run(["backup", desk.file("b.db")]);
    await desk.add("later@b.example", "student", "a long password");
    const former = serverId(databasePath(desk.dataDir));
    const { code, out } = await desk.run(["restore", desk.file("b.db")]);
    expect(code).toBe(0);
    expect((await desk.people()).map((person) => person.email)).toEqual(["a@b.example"]);
    expect(serverId(databasePath(desk.dataDir))).not.toBe(former);
    expect(serverId(desk.file("b.db"))).toBe(former);
    const kept = out[1]?.match(/kept as (.*)\.$/)?.[1] ?? "";
    expect(kept).toMatch(/alcove\.db\.before-restore-/);
    const db = new Database(kept, { readonly: true });
    expect(db.prepare('SELECT count(*) FROM "user"').pluck().get()).toBe(2);
    db.close();
    expect(readdirSync(desk.dataDir).filter((name) => name.includes("restoring"))).toEqual([]);
  });

  test("[B5] ends every sign-in and every one-time link, also those from before the backup", async () => {
    addSession("still there");
    addSession("revoked");
    await desk.run(["user", "reset-password", "a@b.example"], {
      env: { PUBLIC_URL: "https://desk.campus.example" },
    });
    await desk.run(["backup", desk.file("b.db")]);
    inDatabase((db) => db.exec("DELETE FROM session WHERE id = 'revoked'"));
    await desk.run(["restore", desk.file("b.db")]);
    inDatabase((db) => {
      expect(db.prepare("SELECT id FROM session").pluck().all()).toEqual([]);
      expect(db.prepare("SELECT count(*) FROM one_time_links").pluck().get()).toBe(0);
    });
  });

  test("[B5] revives no calendar feed that was revoked or replaced since the backup", async () => {
    const feed = (person: unknown, hash: string) => (db: Database.Database) =>
      db.prepare("INSERT OR REPLACE INTO calendar_feeds VALUES (?, ?, 0, NULL)").run(person, hash);
    await desk.add("b@b.example", "student", "a long password");
    const [first, second] = inDatabase((db) => db.prepare('SELECT id FROM "user"').pluck().all());
    inDatabase(feed(first, "stays"));
    inDatabase(feed(second, "old"));
    await desk.run(["backup", desk.file("b.db")]);
    inDatabase(feed(second, "new"));
    expect((await desk.run(["restore", desk.file("b.db")])).code).toBe(0);
    inDatabase((db) =>
      expect(db.prepare("SELECT tokenHash FROM calendar_feeds").pluck().all()).toEqual(["stays"]),
    );
  });

  test("[B2] takes back what a server of this version had served", async () => {
    const context = await createContext(readConfig({ DATA_DIR: desk.dataDir, PORT: "0" }), {
      authSecret: null,
    });
    await context.listen();
    await context.stop();
    await desk.run(["backup", desk.file("served.db")]);
    const { code, err } = await desk.run(["restore", desk.file("served.db")]);
    expect([code, err]).toEqual([0, []]);
    expect((await desk.run(["doctor"])).code).toBe(0);
  });

  test("on a machine without a database keeps no sign-in at all", async () => {
    addSession("elsewhere");
    await desk.run(["backup", desk.file("b.db")]);
    const fresh = new TestDesk();
    try {
      const { code, out } = await fresh.run(["restore", desk.file("b.db")]);
      expect([code, out.length]).toEqual([0, 3]);
      expect(await fresh.people()).toHaveLength(1);
      const db = openDatabase(databasePath(fresh.dataDir));
      expect(db.prepare("SELECT count(*) FROM session").pluck().get()).toBe(0);
      db.close();
    } finally {
      fresh.remove();
    }
  });

  test("[B3] is refused while a server holds the folder", async () => {
    await desk.run(["backup", desk.file("b.db")]);
    const lock = acquireServingLock(desk.dataDir);
    expect(lock).not.toBeNull();
    const { code, err } = await desk.run(["restore", desk.file("b.db")]);
    lock?.release();
    expect([code, err]).toEqual([1, [expect.stringMatching(/^A server is serving .*: stop it first\.$/)]]);
    expect((await desk.run(["restore", desk.file("b.db")])).code).toBe(0);
  });

  test("[B4] refuses what is no Alcove database, is damaged, or comes from a newer one, and changes nothing", async () => {
    const before = readFileSync(databasePath(desk.dataDir));
    writeFileSync(desk.file("text"), "hello".repeat(1_000));
    const other = new Database(desk.file("other.db"));
    other.exec("CREATE TABLE meta (key TEXT, value TEXT)");
    other.close();
    await desk.run(["backup", desk.file("newer.db")]);
    const newer = new Database(desk.file("newer.db"));
    newer.exec("UPDATE schema_version SET version = 999 WHERE part = 'store'");
    newer.close();
    await desk.run(["backup", desk.file("damaged.db")]);
    const bytes = readFileSync(desk.file("damaged.db"));
    bytes.fill(0x5a, 8_192, 16_384);
    writeFileSync(desk.file("damaged.db"), bytes);
    for (const [name, why] of [
      ["gone", /There is no file/],
      ["text", /cannot be read as a database/],
      ["other.db", /is not an Alcove database/],
      ["newer.db", /was made by a newer Alcove/],
      ["damaged.db", /damaged/],
    ] as const) {
      const { code, err } = await desk.run(["restore", desk.file(name)]);
      expect([code, err.length]).toEqual([1, 1]);
      expect(err[0]).toMatch(why);
    }
    expect(readFileSync(databasePath(desk.dataDir)).equals(before)).toBe(true);
  });

  test("replaces a database that is damaged, and keeps even that", async () => {
    await desk.run(["backup", desk.file("b.db")]);
    writeFileSync(databasePath(desk.dataDir), "not a database at all".repeat(500));
    expect((await desk.run(["restore", desk.file("b.db")])).code).toBe(0);
    expect(await desk.people()).toHaveLength(1);
    expect(readdirSync(desk.dataDir).some((name) => name.includes("before-restore"))).toBe(true);
  });
});
