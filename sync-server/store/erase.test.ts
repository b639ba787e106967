import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { encodeItem } from "../../shared/log/append.ts";
import { databasePath, openDatabase } from "../accounts/database.ts";
import { migrateStore } from "./schema.ts";
import { createSqliteStore } from "./sqlite-store.ts";
import { batchOf, GrowingLog, joinedAll, valuesOf } from "./test-steps.ts";

const secret = "the-words-that-must-go";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "alcove-erase-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Files of the data folder in which these words stand as bytes. */
function filesWith(words: string): string[] {
  return readdirSync(folder).filter((name) => readFileSync(path.join(folder, name)).includes(words));
}

function open() {
  const db = openDatabase(databasePath(folder));
  migrateStore(db);
  return { db, store: createSqliteStore(db) };
}

describe("[S16] erased words leave the files of the database", () => {
  test.each(["each in a row of its own", "joined into one row", "several to an update"])(
    "%s",
    async (how) => {
      const { store, db } = open();
      const log = new GrowingLog();
      const steps = Array.from({ length: 40 }, (_, n) =>
        log.append("sam", { client: 7 + (n % 2), count: how === "several to an update" ? 3 : 1 }),
      );
      const secretly = log.append("sam", { characters: 6_000 });
      // The words stand at the end of a body that needs pages of its own.
      const withWords = Buffer.from(secretly.stored.body);
      withWords.write(secret, withWords.length - secret.length);
      secretly.stored = { ...secretly.stored, body: new Uint8Array(withWords) };
      await store.commit(batchOf(...steps, secretly));
      if (how === "joined into one row") await joinedAll(store, log.doc);
      expect(filesWith(secret)).not.toEqual([]);

      const id = secretly.entries[0]?.id ?? "";
      await store.commit(batchOf(log.append("sam", { erased: [id] })));
      await vi.waitFor(() => expect(filesWith(secret)).toEqual([]), { timeout: 10_000 });
      const values = valuesOf(await store.content(log.doc)) as { id: string; body: string }[];
      expect(values).toHaveLength(log.values.length);
      expect(values.find((value) => value.id === id)?.body).toBe("…");
      expect(values.filter((value) => value.body === "…")).toHaveLength(1);
      const head = (await store.heads([log.doc])).get(log.doc);
      expect(head?.bytes).toBe(db.prepare("SELECT sum(length(body)) FROM updates").pluck().get() as number);
      await store.close();
    },
  );

  test("also where rows were being joined while it was erased", async () => {
    const { store } = open();
    const log = new GrowingLog();
    const steps = Array.from({ length: 4 }, () => log.append("sam", { characters: 100 }));
    const [first] = steps;
    if (first === undefined) throw new Error("there are four");
    const withWords = Buffer.from(first.stored.body);
    withWords.write(secret, withWords.length - secret.length);
    first.stored = { ...first.stored, body: new Uint8Array(withWords) };
    await store.commit(batchOf(...steps));
    const joined = await store.joinedRun(log.doc, [1, 2, 3, 4]);
    await store.commit(batchOf(log.append("sam", { erased: [first.entries[0]?.id ?? ""] })));
    if (joined === null) throw new Error("there is something to join");
    expect(await store.replaceRun(joined)).not.toBeNull();
    await vi.waitFor(() => expect(filesWith(secret)).toEqual([]), { timeout: 10_000 });
    await store.close();
  });

  test("and a reader in between only delays it", async () => {
    const { store } = open();
    const log = new GrowingLog();
    const step = log.append("sam", { characters: 100 });
    const withWords = Buffer.from(step.stored.body);
    withWords.write(secret, withWords.length - secret.length);
    step.stored = { ...step.stored, body: new Uint8Array(withWords) };
    await store.commit(batchOf(step));
    const reader = openDatabase(databasePath(folder));
    reader.exec("BEGIN");
    reader.prepare("SELECT count(*) FROM updates").get();
    await store.commit(batchOf(log.append("sam", { erased: [step.entries[0]?.id ?? ""] })));
    await new Promise((resolve) => setImmediate(resolve));
    reader.exec("COMMIT");
    reader.close();
    await vi.waitFor(() => expect(filesWith(secret)).toEqual([]), { timeout: 10_000 });
    await store.close();
  });

  test("a start erases what an earlier version kept, in rows and in free pages", async () => {
    const { db, store } = open();
    db.pragma("secure_delete = OFF");
    const log = new GrowingLog();
    const message = log.append("sam", { characters: 5_000 });
    const withWords = Buffer.from(message.stored.body);
    withWords.write(secret, withWords.length - secret.length);
    message.stored = { ...message.stored, body: new Uint8Array(withWords) };
    const [entry] = message.entries;
    const redacted = log.append("sam");
    const [taking] = redacted.entries;
    if (entry === undefined || taking === undefined) throw new Error("each has an entry");
    const value = { id: taking.id, type: "chat.redacted", by: "sam", at: taking.at, message: entry.id };
    redacted.stored = { ...redacted.stored, body: encodeItem(message.tail, [value]) };
    redacted.entries = [{ ...taking, type: "chat.redacted" }];
    await store.commit(batchOf(message, redacted, log.append("sam")));
    await joinedAll(store, log.doc);
    db.exec(
      "ALTER TABLE writers DROP COLUMN bytes; UPDATE schema_version SET version = 5 WHERE part = 'store'",
    );
    await store.close();
    expect(filesWith(secret)).not.toEqual([]);

    const later = open();
    expect(filesWith(secret)).toEqual([]);
    expect(valuesOf(await later.store.content(log.doc))).toMatchObject([{ body: "…" }, value, {}]);
    await later.store.close();
  });
});
