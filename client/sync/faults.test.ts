import { afterEach, beforeEach, expect, test } from "vitest";
import { docName } from "../../shared/log/doc-name.ts";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import { act, DeviceFull, openTicket, saveDraft, sendMessage } from "../replica/actions.ts";
import { draft, messagesOf, trayItems } from "../replica/reads.ts";
import { heartbeat } from "./heartbeat.ts";
import { outdatedAgainMs } from "./machine.ts";
import { diskUnder, type TestDisk } from "./testing/full-disk.ts";
import { type Device, TestWorld } from "./testing/test-world.ts";

const asked = { category: "stress", urgency: "low", mode: "chat", title: "T", description: "D" } as const;
const hourMs = 3_600_000;

let world: TestWorld;
let sam: Device;
let cleo: Device;
let disk: TestDisk;
let id: string;

beforeEach(async () => {
  world = new TestWorld();
  sam = world.device(world.person("sam", "student"));
  cleo = world.device(world.person("cleo", "counselor"));
  disk = diskUnder(sam.replica);
  await world.start(sam, cleo);
  id = await openTicket(sam.session, asked);
  await world.run();
  await act(cleo.session, id, { type: "ticket.claimed" });
  await world.run();
});
afterEach(() => world.stop());

async function bodiesOn({ replica }: Device): Promise<string[]> {
  return (await messagesOf(replica, id)).map(({ body }) => body);
}

/** The tables that hold what the server sent. */
function isBase(table: string): boolean {
  return table === "parts" || table === "held";
}

/** Sockets that a device has opened while `work` ran. */
async function socketsDuring(device: Device, work: () => Promise<void>): Promise<number> {
  const before = world.opened(device);
  await work();
  return world.opened(device) - before;
}

test("[R10] a full device says so, keeps still, and goes on by itself when there is room", async () => {
  disk.takes = () => false;
  for (const body of ["one", "two"]) await sendMessage(cleo.session, id, body);
  const tenMinutes = await socketsDuring(sam, () => world.advance(600_000));
  expect(tenMinutes).toBe(0);
  expect(sam.engine.status.get()).toEqual({ state: "full", waiting: 0 });
  disk.takes = () => true;
  await world.advance(60_000);
  expect(sam.engine.status.get()).toEqual({ state: "synced" });
  expect(await bodiesOn(sam)).toEqual(["one", "two"]);
});

test("[R10] a device with room for little more than a look does not reconnect in a hurry either", async () => {
  disk.takes = (table) => !isBase(table);
  await sendMessage(cleo.session, id, "one");
  expect(await socketsDuring(sam, () => world.advance(600_000))).toBeLessThan(300);
  disk.takes = () => true;
  await world.advance(60_000);
  expect(await bodiesOn(sam)).toEqual(["one"]);
});

test("[R10] what did not fit is not said to be kept, and its draft stays", async () => {
  await saveDraft(sam.session, docName("chat", id), "Please read this");
  disk.takes = (table) => table !== "outbox";
  let told = 0;
  const session = { ...sam.session, noRoom: () => void told++ };
  await expect(sendMessage(session, id, "Please read this")).rejects.toThrow(DeviceFull);
  expect(told).toBe(1);
  expect(await draft(sam.replica, docName("chat", id))).toBe("Please read this");
  expect(await bodiesOn(sam)).toEqual([]);
});

test("[R10] files kept only for reading offline make room for what is new", async () => {
  const doc = docName("chat", id);
  const attachment = { sha256: "0".repeat(64), name: "a.txt", type: "text/plain", size: 1 };
  const kept = { key: "a", doc, attachment, data: new Blob(["x"]), drafted: false, toUpload: false, at: 1 };
  await sam.replica.blobs.bulkPut([kept, { ...kept, key: "b", drafted: true }]);
  let looks = 0;
  disk.takes = (table) => table === "drafts" && looks++ > 0;
  await sendMessage(cleo.session, id, "one");
  await world.advance(10_000);
  disk.takes = () => true;
  await world.advance(60_000);
  expect(await bodiesOn(sam)).toEqual(["one"]);
  expect(await sam.replica.blobs.toCollection().primaryKeys()).toEqual(["b"]);
});

test("[R11] what could not be stored is not passed over by what came after it", async () => {
  const other = await openTicket(sam.session, asked);
  await world.run();
  await act(cleo.session, other, { type: "ticket.claimed" });
  await world.run();
  let refused = 0;
  disk.takes = (table) => {
    if (!isBase(table) || refused++ > 0) return true;
    // What follows comes while this is being stored, so that it is not joined with it.
    for (let message = 0; message < 10; message++) world.step(sam);
    return false;
  };
  sam.black = true;
  await sendMessage(cleo.session, id, "one");
  await world.run();
  await sendMessage(cleo.session, other, "two");
  await world.run();
  sam.black = false;
  for (let message = 0; message < 10 && refused === 0; message++) {
    world.step(sam);
    await sam.engine.settled();
  }
  await world.advance(60_000);
  expect(refused).toBeGreaterThan(1);
  expect(await bodiesOn(sam)).toEqual(["one"]);
  expect((await messagesOf(sam.replica, other)).map(({ body }) => body)).toEqual(["two"]);
});

test("[R14] the draft ends in the transaction that makes it a message", async () => {
  await saveDraft(sam.session, docName("chat", id), "Hello");
  world.goOffline(sam);
  await sendMessage(sam.session, id, "Hello");
  expect(await draft(sam.replica, docName("chat", id))).toBe("");
  expect(await bodiesOn(sam)).toEqual(["Hello"]);
});

test("[R16] versions that do not fit are said, what waits stays, and it goes on when they fit again", async () => {
  world.close(sam, closeCodes.clientTooOld);
  await sendMessage(sam.session, id, "still here");
  expect(await socketsDuring(sam, () => world.advance(outdatedAgainMs / 2 - 1))).toBe(0);
  expect(sam.engine.status.get()).toEqual({ state: "outdated" });
  expect(await bodiesOn(sam)).toEqual(["still here"]);
  await world.advance(outdatedAgainMs);
  expect(sam.engine.status.get()).toEqual({ state: "synced" });
  expect(await bodiesOn(cleo)).toEqual(["still here"]);
});

test.each([
  ["a day ahead", 24 * hourMs],
  ["a day behind", -24 * hourMs],
])(
  "[R18] what was written offline by a clock %s arrives, in the order in which it was written",
  async (_, ahead) => {
    world.goOffline(sam);
    sam.clockAhead = ahead;
    for (const body of ["one", "two"]) await sendMessage(sam.session, id, body);
    await world.goOnline(sam);
    await sendMessage(cleo.session, id, "three");
    await sendMessage(sam.session, id, "four");
    await world.advance(60_000);
    expect((await bodiesOn(sam)).slice(0, 2)).toEqual(["one", "two"]);
    expect(await bodiesOn(cleo)).toEqual(await bodiesOn(sam));
    expect(await trayItems(sam.replica)).toEqual([]);
    const entries = world.server.entries(docName("chat", id));
    for (const { at } of entries) expect(at).toBeLessThanOrEqual(world.clock.now);
    expect(entries.at(-1)?.at).toBeGreaterThan(world.clock.now - hourMs);
  },
);

test("[R18][G11] what was written by a clock that began again at 1970 is dated when the device learns the time", async () => {
  // A clock that was ahead before: its correction must not make a time before 1970.
  sam.clockAhead = hourMs;
  await sendMessage(sam.session, id, "by a clock that is ahead");
  await world.advance(60_000);
  world.goOffline(sam);
  sam.clockAhead = -world.clock.now;
  await sendMessage(sam.session, id, "in an old ticket");
  const opened = await openTicket(sam.session, asked);
  await sendMessage(sam.session, opened, "in a new one");
  await world.goOnline(sam);
  await world.run();
  expect(await trayItems(sam.replica)).toEqual([]);
  const entries = [docName("chat", id), docName("ticket", opened), docName("chat", opened)].flatMap((doc) =>
    world.server.entries(doc),
  );
  expect(entries).toHaveLength(4);
  for (const { at } of entries) expect(at).toBeGreaterThan(world.clock.now - 120_000);
});

test("[R18] a clock that is set back or forward on a connected device is noticed before the next entry is sent", async () => {
  for (const ahead of [3 * hourMs, -3 * hourMs]) {
    sam.clockAhead = ahead;
    await sendMessage(sam.session, id, `at ${ahead}`);
    await world.advance(60_000);
    expect(sam.engine.status.get()).toEqual({ state: "synced" });
  }
  await sendMessage(sam.session, id, "last");
  await world.run();
  const entries = world.server.entries(docName("chat", id));
  expect(entries).toHaveLength(3);
  for (const { at } of entries) expect(at).toBeLessThanOrEqual(world.clock.now);
  expect(entries.at(-1)?.at).toBeGreaterThan(world.clock.now - 60_000);
});

test("[R18] a clock that was set back does not let a dead socket live", async () => {
  sam.black = true;
  sam.clockAhead = -24 * hourMs;
  await world.advance(heartbeat.silentMs + heartbeat.answerMs + 1_000);
  sam.black = false;
  await sendMessage(cleo.session, id, "are you there?");
  await world.advance(30_000);
  expect(await bodiesOn(sam)).toEqual(["are you there?"]);
});
