import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { databasePath } from "./accounts/database.ts";
import { TestDesk } from "./cli/test-desk.ts";
import { readConfig } from "./config.ts";
import { createContext } from "./context.ts";
import { NewerDatabase, schemaParts } from "./schema-parts.ts";

const parts = [...schemaParts.keys(), "a part of the future"];

let desk: TestDesk;
beforeEach(async () => {
  desk = new TestDesk();
  await desk.add("a@b.example", "admin", "a long password");
});
afterEach(() => desk.remove());

/** As a newer Alcove leaves it; with its journal folded in, as after a stop. */
function raise(part: string): Buffer {
  const db = new Database(databasePath(desk.dataDir));
  db.prepare("INSERT OR REPLACE INTO schema_version (part, version) VALUES (?, ?)").run(
    part,
    (schemaParts.get(part) ?? 0) + 1,
  );
  db.pragma("journal_mode = DELETE");
  db.close();
  return readFileSync(databasePath(desk.dataDir));
}

describe.each(parts)("a newer version of %s", (part) => {
  test("[R23] is refused by a server and by every command, and nothing is written", async () => {
    await desk.run(["backup", desk.file("older.db")]);
    const before = raise(part);
    const start = createContext(readConfig({ DATA_DIR: desk.dataDir, PORT: "0" }), { authSecret: null });
    await expect(start).rejects.toThrow(NewerDatabase);
    for (const argv of [
      ["user", "list"],
      ["user", "suspend", "a@b.example"],
      ["user", "set-role", "a@b.example", "student"],
      ["user", "reset-password", "a@b.example"],
      ["backup", desk.file("b.db")],
    ]) {
      const { code, out, err } = await desk.run(argv, { env: { PUBLIC_URL: "https://desk.example" } });
      expect([code, out]).toEqual([1, []]);
      expect(err).toEqual([expect.stringMatching(/was written by a newer Alcove/)]);
    }
    const { out } = await desk.run(["doctor"]);
    expect(out.filter((line) => line.startsWith("fail"))).toEqual([
      expect.stringMatching(/^fail {2}migrations: .* at version \d+, from a newer Alcove: update this one$/),
    ]);
    expect(readFileSync(databasePath(desk.dataDir)).equals(before)).toBe(true);
    // Going back to the older version's backup is the way out, and keeps the newer database.
    expect((await desk.run(["restore", desk.file("older.db")])).code).toBe(0);
    expect((await desk.people()).length).toBe(1);
  });
});

test("[R23] the program says so in one sentence and ends with 1", () => {
  raise("store");
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const env = { ...process.env, DATA_DIR: desk.dataDir, PORT: "0" };
  const { status, stdout, stderr } = spawnSync(process.execPath, [main], { env, encoding: "utf8" });
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(
    /^\S+alcove\.db was written by a newer Alcove \(store \d+ instead of \d+\), .*\.\n$/,
  );
});
