import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { databasePath, openDatabase } from "../accounts/database.ts";
import { acquireServingLock } from "../store/serving-lock.ts";
import { nodeVersion } from "./doctor.ts";
import { TestDesk } from "./test-desk.ts";

let desk: TestDesk;
beforeEach(() => {
  desk = new TestDesk();
});
afterEach(() => desk.remove());

test("a sound desk has nothing but ok", async () => {
  await desk.add("a@b.example", "admin", "a long password");
  const { code, out } = await desk.run(["doctor"]);
  expect(out.filter((line) => !line.startsWith("ok    "))).toEqual([]);
  expect(out).toHaveLength(15);
  expect(code).toBe(0);
});

test("a folder that is new is a warning and no failure", async () => {
  const { code, out } = await desk.run(["doctor"]);
  expect(code).toBe(0);
  expect(out.filter((line) => line.startsWith("warn"))).toHaveLength(2);
});

test("a bad setting is a failure that names it", async () => {
  const { code, out } = await desk.run(["doctor"], { env: { PUBLIC_URL: "desk" } });
  expect(code).toBe(1);
  expect(out.at(-1)).toMatch(/^fail {2}settings: PUBLIC_URL must be/);
});

test("passwords in the open are a failure, a forgotten proxy a warning", async () => {
  const open = await desk.run(["doctor"], { env: { PUBLIC_URL: "http://desk.campus.example" } });
  expect(open.code).toBe(1);
  expect(open.out.join("\n")).toMatch(/fail {2}settings: .* is not https/);
  const proxy = await desk.run(["doctor"], {
    env: { PUBLIC_URL: "https://desk.campus.example", HOST: "0.0.0.0" },
  });
  expect(proxy.out.join("\n")).toMatch(/warn {2}settings: TRUST_PROXY is 0/);
});

test("a damaged database is a failure that says what to do", async () => {
  await desk.add("a@b.example", "admin", "a long password");
  const file = databasePath(desk.dataDir);
  const bytes = readFileSync(file);
  bytes.fill(0x5a, 8_192, 20_480);
  writeFileSync(file, bytes);
  const { code, out } = await desk.run(["doctor"]);
  expect(code).toBe(1);
  expect(out.join("\n")).toMatch(/fail {2}database: .*restore a backup/s);
});

test("a reference to nobody, a database from the future and an open folder are told", async () => {
  await desk.add("a@b.example", "admin", "a long password");
  const db = openDatabase(databasePath(desk.dataDir));
  db.pragma("foreign_keys = OFF");
  db.exec(
    "INSERT INTO last_seen VALUES ('nobody', 'x'); UPDATE schema_version SET version = 99 WHERE part = 'store'",
  );
  db.close();
  chmodSync(desk.dataDir, 0o755);
  const { code, out } = await desk.run(["doctor"]);
  expect(code).toBe(1);
  expect(out.join("\n")).toMatch(/warn {2}folder: .*chmod 700/);
  expect(out.join("\n")).toMatch(/fail {2}database: references that lead nowhere: 1;/);
  expect(out.join("\n")).toMatch(/fail {2}migrations: store at version 99, from a newer Alcove/);
});

test("it sees whether a server runs", async () => {
  await desk.add("a@b.example", "admin", "a long password");
  const lock = acquireServingLock(desk.dataDir);
  expect((await desk.run(["doctor"])).out).toContain("ok    server: serving");
  lock?.release();
  expect((await desk.run(["doctor"])).out).toContain("ok    server: not running");
});

test.each([
  ["20.20.2", "fail"],
  ["22.18.0", "fail"],
  ["22.19.0", "ok"],
  ["23.11.0", "fail"],
  ["24.0.0", "ok"],
  ["26.10.0", "ok"],
])("node %s: %s", (version, level) => {
  expect(nodeVersion(version).level).toBe(level);
});
