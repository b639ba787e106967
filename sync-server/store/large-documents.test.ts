import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as Y from "yjs";
import { docName } from "../../shared/log/doc-name.ts";
import { databasePath, openDatabase } from "../accounts/database.ts";
import { migrateStore } from "./schema.ts";
import { createSqliteStore } from "./sqlite-store.ts";
import type { Store } from "./store.ts";
import { longestTurn } from "./test-loop.ts";
import { batchOf, compacted, GrowingLog, grant, valuesOf } from "./test-steps.ts";

/** Milliseconds that one person's data may hold the event loop. */
const mostMs = 50;
const cleo = ["counselor:cleo"] as const;

let folder: string;
let store: Store;
let db: ReturnType<typeof openDatabase>;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "alcove-large-"));
  db = openDatabase(databasePath(folder));
  migrateStore(db);
  store = createSqliteStore(db);
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Notes typed letter by letter, a row for each as an older version left them. */
async function lettersOf(rows: number): Promise<{ notes: ReturnType<typeof docName>; doc: Y.Doc }> {
  const ticketId = randomUUID();
  const notes = docName("notes", ticketId);
  const log = new GrowingLog("ticket", ticketId);
  await store.commit(batchOf(log.append("sam", { grants: [grant("opened", notes, "counselor:cleo")] })));
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on("update", (update: Uint8Array) => updates.push(update));
  const line = new Y.XmlText();
  doc.getXmlFragment("notes").insert(0, [line]);
  while (updates.length < rows) line.insert(line.length, "x");
  const id = db.prepare("SELECT id FROM documents WHERE name = ?").pluck().get(notes);
  const insert = db.prepare(
    "INSERT INTO updates (seq, document, client, clock, items, body) VALUES (?, ?, 0, 0, 0, ?)",
  );
  db.transaction(() => {
    for (const [index, update] of updates.entries()) insert.run(index + 2, id, update);
    const bytes = updates.reduce((sum, { length }) => sum + length, 0);
    db.prepare("UPDATE documents SET rows = ?, bytes = ?, version = ? WHERE id = ?").run(
      rows,
      bytes,
      rows + 1,
      id,
    );
    db.prepare("UPDATE meta SET value = ? WHERE key = 'seq'").run(String(rows + 1));
  })();
  return { notes, doc };
}

function textOf(update: Uint8Array | null | undefined): string {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, update ?? new Uint8Array([0, 0]));
  return copy.getXmlFragment("notes").toString();
}

test("[S14] 40,000 letters of notes that no version has joined are read, answered and joined, and nobody waits", {
  timeout: 60_000,
}, async () => {
  const { notes, doc } = await lettersOf(40_000);
  const words = doc.getXmlFragment("notes").toString();
  const knows = { bytes: Y.encodeStateVector(doc), clocks: Y.decodeStateVector(Y.encodeStateVector(doc)) };
  const whole = Y.encodeStateAsUpdate(doc);
  const longest = await longestTurn(async () => {
    const content = await store.contentFor(notes, cleo);
    expect(content?.length).toBeGreaterThan(40_000);
    const lacking = await store.lackingFor(notes, cleo, knows);
    expect(lacking?.update.length).toBeLessThan(20);
    expect(await store.addsNothing(notes, whole)).toMatchObject({ known: true });
    await compacted(store, notes);
  });
  expect(longest).toBeLessThan(mostMs);
  expect((await store.heads([notes])).get(notes)?.rows).toBeLessThan(128);
  expect(textOf(await store.content(notes))).toBe(words);
});

test("[S14] a chat of 6,000 entries is read, answered and joined, and nobody waits", {
  timeout: 60_000,
}, async () => {
  const log = new GrowingLog();
  await store.commit(batchOf(log.append("sam", { grants: [grant("opened", log.doc, "counselor:cleo")] })));
  for (let commit = 0; commit < 30; commit++) {
    await store.commit(batchOf(...Array.from({ length: 200 }, () => log.append("sam"))));
  }
  const content = await store.content(log.doc);
  const reader = new Y.Doc();
  Y.applyUpdate(reader, content);
  const bytes = Y.encodeStateVector(reader);
  const longest = await longestTurn(async () => {
    expect((await store.contentFor(log.doc, cleo))?.length).toBe(content.length);
    const lacking = await store.lackingFor(log.doc, cleo, { bytes, clocks: Y.decodeStateVector(bytes) });
    expect(lacking?.update).toEqual(new Uint8Array([0, 0]));
    await compacted(store, log.doc);
  });
  expect(longest).toBeLessThan(mostMs);
  expect((await store.heads([log.doc])).get(log.doc)?.rows).toBeLessThan(500);
  expect(valuesOf(await store.content(log.doc))).toEqual(log.values);
});

test("[S14] one row that is large by itself, of notes and of a log, is handed over whole", async () => {
  const { notes } = await lettersOf(1);
  const large = new Y.Doc();
  large.getXmlFragment("notes").insert(0, [new Y.XmlText("x".repeat(100_000))]);
  db.prepare("UPDATE updates SET body = ? WHERE document = (SELECT id FROM documents WHERE name = ?)").run(
    Y.encodeStateAsUpdate(large),
    notes,
  );
  db.prepare("UPDATE documents SET bytes = 100000 WHERE name = ?").run(notes);
  expect(textOf(await store.contentFor(notes, cleo))).toBe("x".repeat(100_000));
  const log = new GrowingLog();
  for (let count = 0; count < 7; count++) {
    await store.commit(batchOf(log.append("sam", { characters: 200_000 })));
  }
  const nobody = { bytes: new Uint8Array([0]), clocks: new Map<number, number>() };
  await store.commit(batchOf(log.append("sam", { grants: [grant("opened", log.doc, "counselor:cleo")] })));
  for (const update of [
    await store.content(log.doc),
    (await store.lackingFor(log.doc, cleo, nobody))?.update ?? new Uint8Array(),
  ]) {
    expect(valuesOf(update)).toEqual(log.values);
  }
});

test("[S14] a grant that ends while a large document is read gives nothing away", async () => {
  const { notes } = await lettersOf(4_000);
  const reading = store.contentFor(notes, cleo);
  const id = db.prepare("SELECT id FROM documents WHERE name = ?").pluck().get(notes);
  db.prepare("UPDATE grants SET untilSeq = 9 WHERE document = ?").run(id);
  expect(await reading).toBeNull();
});
