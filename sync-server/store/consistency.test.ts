import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as Y from "yjs";
import { openDatabase } from "../accounts/database.ts";
import { startDesk } from "../sync/test-desk.ts";
import { inconsistencies } from "./consistency.ts";

let folder: string;
let template: string;

/** A ticket that was claimed, scheduled, looked into in an emergency and written about, in a closed database. */
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "alcove-consistency-"));
  template = path.join(folder, "template.db");
  const desk = await startDesk();
  const [sam, cleo] = [
    await desk.connect(await desk.add("student")),
    await desk.connect(await desk.add("counselor")),
  ];
  const { ticket, chat, notes } = await sam.openTicket();
  await cleo.until(() => cleo.entries(ticket)?.length === 1);
  await cleo.write(ticket, { type: "ticket.claimed" });
  await cleo.until(() => cleo.base.has(notes));
  await cleo.write(chat, { type: "chat.message", body: "hello Sam" });
  const pushed = await cleo.pushNotes(notes, (_, copy) =>
    copy.getXmlFragment("notes").insert(0, [new Y.XmlText("calm")]),
  );
  expect(pushed.status).toBe("accepted");
  const db = new Database(path.join(desk.dataDir, "alcove.db"), { readonly: true });
  await db.backup(template);
  db.close();
  await desk.stop();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function after(change: string): string[] {
  const file = path.join(folder, "changed.db");
  for (const end of ["", "-wal", "-shm"]) if (existsSync(`${file}${end}`)) rmSync(`${file}${end}`);
  copyFileSync(template, file);
  const db = openDatabase(file);
  db.pragma("foreign_keys = OFF");
  db.exec(change);
  const found = inconsistencies(db);
  db.close();
  return found;
}

test("[R1] a sound desk has nothing to say", () => {
  expect(after("")).toEqual([]);
});

test.each([
  ["an update that is gone", "DELETE FROM updates WHERE seq = (SELECT max(seq) FROM updates)"],
  [
    "an entry that is in no log",
    "INSERT INTO entry_index SELECT document, x'00', seq, client, 9, type, at FROM indexed_entries LIMIT 1",
  ],
  [
    "an entry that the index lacks",
    "UPDATE updates SET entry = NULL WHERE type = (SELECT code FROM entry_types WHERE name = 'ticket.claimed')",
  ],
  [
    "an entry of somebody else",
    "UPDATE writers SET owner = 'other' WHERE document = (SELECT document FROM entries WHERE type = 'chat.message')",
  ],
  ["a clock that was never reached", "UPDATE writers SET clock = clock + 1"],
  ["bytes that a person did not write", "UPDATE writers SET bytes = bytes + 1"],
  ["a tail that is none", "UPDATE documents SET tailClock = 7 WHERE name LIKE 'ticket/%'"],
  ["a version of the past", "UPDATE documents SET version = version - 1 WHERE name LIKE 'chat/%'"],
  [
    "a ticket that folds otherwise",
    "UPDATE documents SET ticket = json_set(ticket, '$.status', 'open') WHERE ticket IS NOT NULL",
  ],
  ["a ticket's row of the past", "UPDATE tickets SET status = 'open', assigned = NULL"],
  ["a grant that should have ended", "UPDATE grants SET untilSeq = NULL"],
  ["a grant that is gone", "DELETE FROM grants WHERE principal LIKE 'counselor:%'"],
  ["a participant who is not on record", "DELETE FROM participants"],
  ["a seq that was given out", "UPDATE meta SET value = '2' WHERE key = 'seq'"],
  ["bytes that are no update", "UPDATE updates SET body = x'ff00ff' WHERE seq = 1"],
  ["notes that are no update", "UPDATE updates SET body = x'07' WHERE items = 0"],
  [
    "words that were changed on disk",
    "UPDATE updates SET body = CAST(replace(body, 'ticket.opened', 'ticket.closed') AS BLOB)",
  ],
])("[R1] finds %s", (_, change) => {
  expect(after(change)).not.toEqual([]);
});
