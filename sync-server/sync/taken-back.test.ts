import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import * as Y from "yjs";
import { openDatabase } from "../accounts/database.ts";
import { copyDatabase } from "../cli/backup.ts";
import { inconsistencies } from "../store/consistency.ts";
import { type SignedIn, startDesk, type TestDesk } from "./test-desk.ts";
import type { TestDevice } from "./test-device.ts";

let desk: TestDesk;
let sam: SignedIn;
let cleo: SignedIn;
let carl: SignedIn;

beforeAll(async () => {
  desk = await startDesk();
  sam = await desk.add("student", "Sam");
  cleo = await desk.add("counselor", "Cleo");
  carl = await desk.add("counselor", "Carl");
});
afterAll(async () => {
  expect(desk.errors).toEqual([]);
  await desk.stop();
});

let made = 0;
/** Words that stand nowhere else. */
const secretly = () => `taken-back-${++made}-${crypto.randomUUID()}`;

async function claimedTicket() {
  const [student, counselor] = [await desk.connect(sam), await desk.connect(cleo)];
  const docs = await student.openTicket();
  await counselor.until(() => counselor.entries(docs.request)?.length === 1);
  await counselor.write(docs.ticket, { type: "ticket.claimed" });
  await counselor.until(() => counselor.entries(docs.chat)?.length === 1);
  await student.until(() => student.entries(docs.ticket)?.length === 2);
  return { student, counselor, ...docs };
}

function heard(device: TestDevice, words: string): boolean {
  return device.came.some(
    (each) => "doc" in each && "update" in each.message && Buffer.from(each.message.update).includes(words),
  );
}

function filesWith(folder: string, words: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(words));
}

describe("a message that was taken back", () => {
  test("[K43] is sent to nobody any more, in no way of reading; the log goes on", async () => {
    const { student, counselor, chat } = await claimedTicket();
    const words = secretly();
    const { entry } = await student.write(chat, { type: "chat.message", body: words });
    await counselor.holds(chat, entry.id);
    const before = counselor.snapshot();
    await counselor.write(chat, { type: "chat.message", body: "in between" });
    const { entry: redacted } = await student.write(chat, { type: "chat.redacted", message: entry.id });
    await counselor.holds(chat, redacted.id);

    const fresh = await desk.connect(cleo);
    const behind = await desk.connect(cleo, { from: { ...before, cursor: 1 } });
    await fresh.answered(chat);
    for (const device of [fresh, behind]) {
      expect(heard(device, words)).toBe(false);
      expect(device.tail(chat)).toEqual(counselor.tail(chat));
    }
    expect(fresh.entries(chat)?.find(({ id }) => id === entry.id)).toEqual({ ...entry, body: "…" });
    expect(fresh.entries(chat)?.map(({ id }) => id)).toEqual(counselor.entries(chat)?.map(({ id }) => id));
    expect((await fresh.write(chat, { type: "chat.message", body: "onward" })).receipt.status).toBe(
      "accepted",
    );
  });

  test("[K43] a late duplicate of it is known, and brings no words back", async () => {
    const { student, chat } = await claimedTicket();
    const words = secretly();
    const entry = student.entry({ type: "chat.message", body: words });
    const sent = { client: 77_001, clock: 0, origin: student.tail(chat) };
    expect((await student.push(chat, [entry], sent)).status).toBe("accepted");
    await student.holds(chat, entry.id);
    await student.write(chat, { type: "chat.redacted", message: entry.id });
    expect((await student.push(chat, [entry], sent)).status).toBe("accepted");
    expect((await student.push(chat, [entry])).status).toBe("accepted");
    const whole = Y.encodeStateAsUpdate(student.doc(chat));
    expect(Buffer.from(whole).includes(words)).toBe(true);
    const fresh = await desk.connect(sam);
    expect(heard(fresh, words)).toBe(false);
    expect(fresh.entries(chat)?.filter(({ id }) => id === entry.id)).toHaveLength(1);
  });

  test("[K43] written and taken back in one push its words are not even fed", async () => {
    const { student, counselor, chat } = await claimedTicket();
    const words = secretly();
    const message = student.entry({ type: "chat.message", body: words });
    const redacted = student.entry({ type: "chat.redacted", message: message.id });
    expect((await student.push(chat, [message, redacted])).status).toBe("accepted");
    await counselor.holds(chat, redacted.id);
    expect(heard(counselor, words)).toBe(false);
  });

  test("[S16] stands in no file of the data folder, and in no backup", async () => {
    const { student, chat } = await claimedTicket();
    const words = secretly();
    const { entry } = await student.write(chat, { type: "chat.message", body: words });
    await student.write(chat, { type: "chat.message", body: "and more" });
    expect(filesWith(desk.dataDir, words)).not.toEqual([]);
    await student.write(chat, { type: "chat.redacted", message: entry.id });
    await vi.waitFor(() => expect(filesWith(desk.dataDir, words)).toEqual([]), { timeout: 15_000 });
    const backup = path.join(desk.dataDir, "copy.db");
    await copyDatabase(path.join(desk.dataDir, "alcove.db"), backup);
    expect(filesWith(desk.dataDir, words)).toEqual([]);
    const db = openDatabase(backup);
    expect(inconsistencies(db)).toEqual([]);
    db.close();
  });

  test("[K45] by who wrote it, also after handing the ticket over; by nobody else", async () => {
    const { student, counselor, chat, ticket } = await claimedTicket();
    const words = secretly();
    const { entry } = await counselor.write(chat, { type: "chat.message", body: words });
    await student.holds(chat, entry.id);
    const tail = counselor.tail(chat);
    const handOver = counselor.entry({ type: "ticket.assigned", to: carl.person.id });
    expect((await counselor.push(ticket, [handOver])).status).toBe("accepted");
    await counselor.until(() => counselor.entries(chat) === null);
    const own = student.entries(chat)?.find(({ by }) => by === sam.person.id)?.id ?? "";
    const outsider = await desk.connect(await desk.add("counselor"));
    for (const [device, draft] of [
      [counselor, { type: "chat.redacted", message: own }],
      [counselor, { type: "chat.message", body: "one more word" }],
      [outsider, { type: "chat.redacted", message: entry.id }],
    ] as const) {
      const receipt = await device.push(chat, [device.entry(draft)], { origin: tail });
      expect(receipt.status).toBe("refused");
    }
    const redacted = counselor.entry({ type: "chat.redacted", message: entry.id });
    expect((await counselor.push(chat, [redacted], { origin: tail })).status).toBe("accepted");
    await student.holds(chat, redacted.id);
    expect(heard(await desk.connect(carl), words)).toBe(false);
    expect(counselor.entries(chat)).toBeNull();
  });
});
