import { randomUUID } from "node:crypto";
import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { databasePath, openDatabase } from "../accounts/database.ts";
import { TestChat } from "../attachments/test-chat.ts";
import { fileOf } from "../attachments/test-files.ts";
import { copyDatabase } from "../cli/backup.ts";
import { TestDesk } from "../cli/test-desk.ts";
import { readConfig } from "../config.ts";
import { createContext } from "../context.ts";

let desk: TestDesk;
beforeEach(() => {
  desk = new TestDesk();
  mkdirSync(desk.dataDir, { mode: 0o755 });
  chmodSync(desk.dataDir, 0o755);
});
afterEach(() => desk.remove());

/** Everything below a folder that somebody else may open. */
function openBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (name) => (lstatSync(path.join(folder, name)).mode & 0o077) !== 0,
  );
}

async function served(work: (said: string[]) => void): Promise<void> {
  const said: string[] = [];
  const context = await createContext(
    readConfig({ DATA_DIR: desk.dataDir, PORT: "0" }),
    { authSecret: null },
    { say: (text: string) => void said.push(text) },
  );
  work(said);
  await context.stop();
}

test("not vacuous: whatever does not ask for a mode is open to everybody", () => {
  writeFileSync(desk.file("any"), "");
  expect(statSync(desk.file("any")).mode & 0o077).not.toBe(0);
});

test("[B7] the database, its journals, keys, a backup and what a restore leaves are their owner's alone", async () => {
  await desk.add("a@b.example", "admin", "a long password");
  await served(() => {
    expect(readdirSync(desk.dataDir)).toEqual(expect.arrayContaining(["alcove.db-wal", "alcove.db-shm"]));
    expect(openBelow(desk.dataDir)).toEqual([]);
  });
  await desk.run(["backup", desk.file("b.db")]);
  await desk.run(["restore", desk.file("b.db")]);
  const db = openDatabase(databasePath(desk.dataDir));
  db.exec("UPDATE meta SET value = value");
  expect(openBelow(desk.folder)).toEqual(["data"]);
  db.close();
});

test("[B7] a copy is its owner's alone while it is written", async () => {
  await desk.add("a@b.example", "admin", "a long password");
  const copying = copyDatabase(databasePath(desk.dataDir), desk.file("copy.partial"));
  expect(statSync(desk.file("copy.partial")).mode & 0o777).toBe(0o600);
  await copying;
  expect(statSync(desk.file("copy.partial")).mode & 0o777).toBe(0o600);
});

test("[B7] an upload that grows, one that is whole, and the backup of it are their owner's alone", async () => {
  const chat = await TestChat.begin();
  try {
    const file = fileOf("a.txt", "text/plain", `words ${randomUUID()}`);
    await chat.create(chat.student, file);
    expect(openBelow(chat.dataDir)).toEqual([]);
    expect(readdirSync(path.join(chat.dataDir, "uploads"))).toHaveLength(2);
    expect((await chat.put(chat.student, file)).status).toBe(204);
    expect(openBelow(chat.dataDir)).toEqual([]);
    await desk.run(["backup", desk.file("b.db")], { env: { DATA_DIR: chat.dataDir } });
    await desk.run(["restore", desk.file("b.db")]);
    expect(readdirSync(desk.file("b.db.files"), { recursive: true })).not.toEqual([]);
    expect(openBelow(desk.folder)).toEqual(["data"]);
  } finally {
    await chat.end();
  }
});

describe("what an earlier version left open", () => {
  beforeEach(async () => {
    await desk.add("a@b.example", "admin", "a long password");
    chmodSync(databasePath(desk.dataDir), 0o644);
    mkdirSync(path.join(desk.dataDir, "files"), { mode: 0o755 });
  });

  test("[B7] is closed at the start, which says so and names the folder", async () => {
    await served((said) => {
      expect(said).toEqual([
        expect.stringMatching(/^Other users .* look into alcove\.db, files in .*; now only the owner can\.$/),
        expect.stringMatching(/^Other users .* look into .*data: run chmod 700 on it\.$/),
      ]);
      expect(openBelow(desk.dataDir)).toEqual([]);
    });
    await served((said) => expect(said).toHaveLength(1));
  });

  test("[B7] is closed by the doctor, which warns of it once", async () => {
    const warnings = async () =>
      (await desk.run(["doctor"])).out.filter(
        (line) => line.startsWith("warn") && line.includes("look into"),
      );
    expect(await warnings()).toHaveLength(2);
    expect(openBelow(desk.dataDir)).toEqual([]);
    expect(await warnings()).toHaveLength(1);
  });
});

describe.skipIf(process.getuid?.() !== 0)("root in somebody's folder", () => {
  const somebody = 12_345;
  const ownersBelow = (folder: string) =>
    new Set(
      readdirSync(folder, { recursive: true, encoding: "utf8" }).map(
        (name) => lstatSync(path.join(folder, name)).uid,
      ),
    );

  test("[B8] leaves nothing there that is root's, by a command, a server or a restore", async () => {
    chownSync(desk.dataDir, somebody, somebody);
    await desk.add("a@b.example", "admin", "a long password");
    await served(() => undefined);
    await desk.run(["backup", desk.file("b.db")]);
    const { code, out } = await desk.run(["restore", desk.file("b.db")]);
    expect([code, out.join(" ").includes("chown")]).toEqual([0, false]);
    expect(ownersBelow(desk.dataDir)).toEqual(new Set([somebody]));
  });

  test("[B8] is told by doctor which files are another's, and how to mend that", async () => {
    await desk.add("a@b.example", "admin", "a long password");
    chownSync(desk.dataDir, somebody, somebody);
    const { out } = await desk.run(["doctor"]);
    expect(out.join("\n")).toMatch(
      /belong to another user than the folder: as root run chown -R 12345:12345 /,
    );
  });
});
