import { afterAll, beforeAll, expect, test } from "vitest";
import type { EntryOf } from "../../shared/entries/entry.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { appendEntry } from "./server-entries.ts";
import { startDesk, type TestDesk } from "./test-desk.ts";

const hourMs = 3_600_000;
let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(async () => {
  expect(desk.errors).toEqual([]);
  await desk.stop();
});

test("[P5] emergency access that has run out is over at the next connection, before anybody looked for it", async () => {
  const student = await desk.connect(await desk.add("student"));
  const ada = await desk.add("admin");
  const { id, chat } = await student.openTicket();
  const admin = await desk.connect(ada);
  const until = desk.context.desk.now() + hourMs;
  await appendEntry<EntryOf<"access.opened">>(desk.context.desk, {
    doc: docName("ticket", id),
    by: ada.person.id,
    draft: { type: "access.opened", until },
    proved: true,
  });
  await admin.until(() => admin.entries(chat)?.length === 1);
  await admin.until(() => admin.cursor >= student.cursor);
  const from = admin.snapshot();
  admin.cut();
  await admin.ended();
  desk.pass(2 * hourMs);
  const { receipt } = await student.write(chat, { type: "chat.message", body: "an hour too late" });
  expect(receipt.status).toBe("accepted");
  const later = await desk.connect(ada, { from });
  expect(later.messages(chat, "update")).toEqual([]);
  expect(later.entries(chat)).toBeNull();
});
