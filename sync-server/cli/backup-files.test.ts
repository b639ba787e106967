import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { databasePath, openDatabase } from "../accounts/database.ts";
import { FileFolder, filePathOf } from "../attachments/file-folder.ts";
import { pdfOf, type TestFile } from "../attachments/test-files.ts";
import { copyDatabase, copyFilesOf } from "./backup.ts";
import { filesBeside } from "./file-copies.ts";
import { namedFiles } from "./named-files.ts";
import { TestDesk } from "./test-desk.ts";

const lease = pdfOf(70_000, "lease");
const letter = pdfOf(300, "letter");

let desk: TestDesk;
let backup: string;
beforeEach(async () => {
  desk = new TestDesk();
  await desk.add("a@b.example", "admin", "a long password");
  keep(lease);
  keep(letter);
  backup = desk.file("b.db");
});
afterEach(() => desk.remove());

const inData = (file: TestFile, at = desk) =>
  path.join(new FileFolder(at.dataDir).root, filePathOf(file.sha256));
const inBackup = (file: TestFile) => path.join(filesBeside(backup), filePathOf(file.sha256));

/** As a finished upload leaves it: the bytes under their hash, and who may name them. */
function keep(file: TestFile): void {
  mkdirSync(path.dirname(inData(file)), { recursive: true });
  writeFileSync(inData(file), file.content);
  const db = openDatabase(databasePath(desk.dataDir));
  db.prepare("INSERT INTO files VALUES (?, ?, ?, 1)").run(file.sha256, file.size, file.type);
  db.prepare("INSERT INTO file_grants VALUES ('chat:1', ?, 'somebody', ?, 1)").run(file.sha256, file.name);
  db.close();
}

function takeBack(file: TestFile): void {
  const db = openDatabase(databasePath(desk.dataDir));
  db.prepare("DELETE FROM file_grants WHERE sha256 = ?").run(file.sha256);
  db.prepare("DELETE FROM files WHERE sha256 = ?").run(file.sha256);
  db.close();
  rmSync(inData(file));
}

function namedBy(database: string): string[] {
  const db = openDatabase(database);
  try {
    return namedFiles(db).map(({ sha256 }) => sha256);
  } finally {
    db.close();
  }
}

const damage = (file: string) => writeFileSync(file, readFileSync(file).fill(0x5a, 20, 40));
const sorted = (...files: TestFile[]) => files.map(({ sha256 }) => sha256).sort();

describe("backup", () => {
  test("holds every file that the database names, for its owner only, and says how many", async () => {
    const { code, out } = await desk.run(["backup", backup]);
    expect(code).toBe(0);
    expect(out[1]).toMatch(/^Wrote .*b\.db\.files \(2 files, 0\.1 MB\)\. .*keep both together\.$/);
    for (const file of [lease, letter]) expect(readFileSync(inBackup(file)).equals(file.content)).toBe(true);
    expect(statSync(inBackup(lease)).mode & 0o777).toBe(0o600);
    expect(statSync(filesBeside(backup)).mode & 0o777).toBe(0o700);
    expect(readdirSync(desk.folder).sort()).toEqual(["b.db", "b.db.files", "data"]);
  });

  test("overwrites no folder of files, and then leaves no database either", async () => {
    mkdirSync(filesBeside(backup));
    const { code, err } = await desk.run(["backup", backup]);
    expect([code, err]).toEqual([1, [expect.stringMatching(/b\.db\.files exists already/)]]);
    expect(readdirSync(desk.folder).sort()).toEqual(["b.db.files", "data"]);
  });

  test("a file that is taken back meanwhile is no error, and a restore does not miss it", async () => {
    const source = databasePath(desk.dataDir);
    await copyDatabase(source, backup);
    takeBack(letter);
    const copies = await copyFilesOf(backup, source, new FileFolder(desk.dataDir).root);
    expect(copies.copied.map(({ sha256 }) => sha256)).toEqual([lease.sha256]);
    expect(copies.takenBack.map(({ sha256 }) => sha256)).toEqual([letter.sha256]);
    expect(copies.lost).toEqual([]);
    expect(namedBy(backup)).toEqual([lease.sha256]);
    expect((await desk.run(["restore", backup])).code).toBe(0);
  });

  test("is written without what the data folder lost, but fails and names it", async () => {
    damage(inData(lease));
    rmSync(inData(letter));
    const { code, out } = await desk.run(["backup", backup]);
    expect(code).toBe(1);
    expect(out.join("\n")).toMatch(/missing or damaged in the data folder: 2 files/);
    expect(out.join("\n")).toContain(lease.sha256);
    expect(namedBy(backup)).toEqual(sorted(lease, letter));
    expect(existsSync(inBackup(lease))).toBe(false);
  });
});

describe("restore", () => {
  test("[B6] A backup holds the files of messages, and a restore checks each by its hash.", async () => {
    await desk.run(["backup", backup]);
    const fresh = new TestDesk();
    try {
      damage(inBackup(lease));
      const { code, err } = await fresh.run(["restore", backup]);
      expect([code, err.length]).toEqual([1, 1]);
      expect(err[0]).toMatch(/^1 of the files .* missing .* or damaged there: .*--without-missing-files\.$/);
      expect(err[0]).toContain(lease.sha256);
      expect(existsSync(databasePath(fresh.dataDir))).toBe(false);

      writeFileSync(inBackup(lease), lease.content);
      const restored = await fresh.run(["restore", backup]);
      expect(restored.code).toBe(0);
      expect(restored.out.join("\n")).toMatch(/Files of messages: 2 files, 0\.1 MB/);
      for (const file of [lease, letter])
        expect(readFileSync(inData(file, fresh)).equals(file.content)).toBe(true);
      expect((await fresh.run(["doctor"])).out.join("\n")).toMatch(/ok {4}files: the database names 2 files/);
    } finally {
      fresh.remove();
    }
  });

  test("refuses also where the whole folder is gone, and goes on without it when told to", async () => {
    await desk.run(["backup", backup]);
    rmSync(filesBeside(backup), { recursive: true });
    const fresh = new TestDesk();
    try {
      expect((await fresh.run(["restore", backup])).err[0]).toMatch(/^2 of the files/);
      const { code, out } = await fresh.run(["restore", backup, "--without-missing-files"]);
      expect(code).toBe(0);
      expect(out.join("\n")).toMatch(/Restored without 2 files/);
      expect(namedBy(databasePath(fresh.dataDir))).toEqual([]);
      expect((await fresh.run(["doctor"])).code).toBe(0);
    } finally {
      fresh.remove();
    }
  });

  test("without missing files loses none that the data folder still has", async () => {
    await desk.run(["backup", backup]);
    rmSync(inBackup(lease));
    expect((await desk.run(["restore", backup])).code).toBe(1);
    expect((await desk.run(["restore", backup, "--without-missing-files"])).code).toBe(0);
    expect(namedBy(databasePath(desk.dataDir))).toEqual(sorted(lease, letter));
  });

  test("leaves a sound file as it is, replaces a damaged one, and keeps all that was there as a backup", async () => {
    await desk.run(["backup", backup]);
    const later = pdfOf(500, "later");
    keep(later);
    damage(inData(letter));
    const untouched = statSync(inData(lease)).ino;
    const { out } = await desk.run(["restore", backup]);
    expect(statSync(inData(lease)).ino).toBe(untouched);
    expect(readFileSync(inData(letter)).equals(letter.content)).toBe(true);
    const kept = out[1]?.match(/kept as (.*)\.$/)?.[1] ?? "";
    expect(out[2]).toBe(`The files that were there are kept in ${filesBeside(kept)}.`);
    const keptFile = (file: TestFile) => path.join(filesBeside(kept), filePathOf(file.sha256));
    expect(readFileSync(keptFile(later)).equals(later.content)).toBe(true);
    expect(readFileSync(keptFile(letter)).equals(letter.content)).toBe(false);

    rmSync(inData(later));
    expect((await desk.run(["restore", kept, "--without-missing-files"])).code).toBe(0);
    expect(namedBy(databasePath(desk.dataDir))).toEqual(sorted(lease, letter, later));
    expect(readFileSync(inData(later)).equals(later.content)).toBe(true);
  });

  test("takes a backup from before there were files", async () => {
    takeBack(lease);
    takeBack(letter);
    await desk.run(["backup", backup]);
    const db = openDatabase(backup);
    db.exec("DROP TABLE file_references; DROP TABLE file_grants; DROP TABLE files");
    db.close();
    expect(existsSync(filesBeside(backup))).toBe(false);
    expect((await desk.run(["restore", backup])).code).toBe(0);
  });
});

test.each([
  ["missing", (file: string) => rmSync(file)],
  ["cut off", (file: string) => writeFileSync(file, "%PDF")],
])("doctor fails where a file is %s, and says what to do", async (_, harm) => {
  expect((await desk.run(["doctor"])).out).toContain(
    "ok    files: the database names 2 files, 0.1 MB; all are on disk",
  );
  harm(inData(letter));
  const { code, out } = await desk.run(["doctor"]);
  expect(code).toBe(1);
  const told = out.find((line) => line.startsWith("fail")) ?? "";
  expect(told).toMatch(/^fail {2}files: 1 of the 2 .*copy them from a backup's \.files folder/);
  expect(told).toContain(letter.sha256);
});
