import { randomUUID } from "node:crypto";
import { EventEmitter } from "node:events";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { WebSocket } from "ws";
import { decodeFrames, encodeFrames } from "../../shared/protocol/frames.ts";
import { AppConnection } from "./app-connection.ts";
import { drainWithinMs, liveBufferBytes, mostBufferBytes } from "./outgoing.ts";
import { type SignedIn, startDesk, type TestDesk } from "./test-desk.ts";
import type { TestDevice } from "./test-device.ts";

let desk: TestDesk;
let sam: SignedIn;
let cleo: SignedIn;
let carl: SignedIn;
let student: TestDevice;

beforeAll(async () => {
  desk = await startDesk();
  sam = await desk.add("student", "Sam");
  cleo = await desk.add("counselor", "Cleo");
  carl = await desk.add("counselor", "Carl");
  student = await desk.connect(sam);
});
afterEach(() => void vi.useRealTimers());
afterAll(async () => {
  expect(desk.errors).toEqual([]);
  await desk.stop();
});

/** A socket whose reader takes something only when it is told to. */
class StalledSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  most = 0;
  closedWith: number | null = null;
  readonly sent: Buffer[] = [];
  #waiting: (() => void)[] = [];
  /** Reads as fast as it comes. */
  reads = false;
  /** Runs before what was sent counts as read. */
  beforeRead: () => Promise<void> = async () => {};

  send(bytes: Uint8Array, done?: () => void): void {
    this.sent.push(Buffer.from(bytes));
    this.bufferedAmount += bytes.length;
    this.most = Math.max(this.most, this.bufferedAmount);
    this.#waiting.push(() => {
      this.bufferedAmount -= bytes.length;
      done?.();
    });
    if (this.reads) setImmediate(() => void this.beforeRead().then(() => this.read()));
  }
  read(): void {
    for (const done of this.#waiting.splice(0)) done();
  }
  close(code: number): void {
    this.closedWith = code;
    this.readyState = 2;
  }
  get said(): string {
    return Buffer.concat(this.sent).toString("latin1");
  }
  get controls(): { t: string; cursor?: number; docs?: string[] }[] {
    return this.sent
      .flatMap((bytes) => decodeFrames(new Uint8Array(bytes)))
      .flatMap((frame) => (frame.channel === "control" ? [JSON.parse(frame.text)] : []));
  }
}

function connect(who: SignedIn, reads: boolean, cursor = 0): StalledSocket {
  const socket = new StalledSocket();
  socket.reads = reads;
  new AppConnection(
    socket as unknown as WebSocket,
    { sessionId: randomUUID(), person: who.person },
    desk.context.desk,
  );
  const hello = { t: "hello", cursor, serverId: null, device: randomUUID() };
  const frames = encodeFrames([{ channel: "control", text: JSON.stringify(hello) }]);
  socket.emit("message", Buffer.from(frames), true);
  return socket;
}

function until(holds: () => boolean): Promise<unknown> {
  return expect.poll(holds, { timeout: 30_000, interval: 5 }).toBe(true) as unknown as Promise<unknown>;
}

/** Some 240 kB of messages in one push. */
async function much(chat: string, mark = "x"): Promise<void> {
  const entries = Array.from({ length: 30 }, () =>
    student.entry({ type: "chat.message", body: mark.padEnd(7_900, ".") }),
  );
  expect(await student.push(chat, entries)).toMatchObject({ status: "accepted" });
  await student.holds(chat, entries.at(-1)?.id ?? "");
}

test("[F16] who reads slowly costs a bounded buffer, and gets everything once it reads", async () => {
  const { chat } = await student.openTicket();
  const slow = connect(sam, true);
  await until(() => slow.controls.some(({ t }) => t === "caughtUp"));
  slow.reads = false;
  for (let round = 0; round < 10; round++) await much(chat, `round ${round}.`);
  expect(slow.bufferedAmount).toBe(slow.most);
  // What filled it up, one batch of the ledger, and the largest single update past each bound.
  expect(slow.most).toBeLessThan(liveBufferBytes + 1024 * 1024);
  expect(slow.said).not.toContain("round 9.");
  slow.reads = true;
  slow.read();
  await until(() => slow.controls.at(-1)?.cursor === student.cursor);
  for (let round = 0; round < 10; round++) expect(slow.said).toContain(`round ${round}.`);
  expect(slow.closedWith).toBeNull();
});

test("[F16] 4408 for who reads nothing at all while it catches up", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const stalled = connect(sam, false);
  while (stalled.sent.length < 2) await new Promise((resolve) => setImmediate(resolve));
  vi.advanceTimersByTime(drainWithinMs);
  while (stalled.closedWith === null) await new Promise((resolve) => setImmediate(resolve));
  expect(stalled.closedWith).toBe(4408);
});

test("[F16] 4408 for who asks and asks and does not read the answers", async () => {
  const { chat } = await student.openTicket();
  for (let round = 0; round < 6; round++) await much(chat);
  const greedy = connect(sam, true);
  await until(() => greedy.controls.some(({ t }) => t === "caughtUp"));
  greedy.reads = false;
  const step1 = encodeFrames([
    { channel: "doc", doc: chat, message: { type: "step1", stateVector: new Uint8Array([0]) } },
  ]);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const sent = greedy.sent.length;
  for (let asked = 0; asked < 40; asked++) greedy.emit("message", Buffer.from(step1), true);
  while (greedy.sent.length === sent) await new Promise((resolve) => setImmediate(resolve));
  vi.advanceTimersByTime(drainWithinMs);
  while (greedy.closedWith === null) await new Promise((resolve) => setImmediate(resolve));
  expect(greedy.closedWith).toBe(4408);
  const answers = greedy.sent.slice(sent).flatMap((bytes) => decodeFrames(new Uint8Array(bytes)));
  const made = answers.filter((frame) => frame.channel === "doc" && frame.message.type === "step2");
  // One, and perhaps one that was still taken when it stopped to read.
  expect(made.length).toBeLessThanOrEqual(2);
  expect(greedy.most).toBeLessThan(mostBufferBytes);
});

test("[F17] what is lost while it is being sent is not sent", async () => {
  const counselor = await desk.connect(cleo);
  const tickets: Awaited<ReturnType<TestDevice["openTicket"]>>[] = [];
  for (let count = 0; count < 3; count++) {
    const docs = await student.openTicket();
    await counselor.until(() => counselor.entries(docs.request)?.length === 1);
    await counselor.write(docs.ticket, { type: "ticket.claimed" });
    await student.until(() => student.entries(docs.ticket)?.length === 2);
    for (let round = 0; round < 2; round++) await much(docs.chat);
    tickets.push(docs);
  }
  const slow = connect(cleo, false);
  await until(() => slow.said.includes(tickets[0]?.chat ?? "none"));
  const last = tickets.at(-1);
  if (last === undefined) throw new Error("no ticket");
  await counselor.push(last.ticket, [counselor.entry({ type: "ticket.assigned", to: carl.person.id })]);
  await student.until(() => student.entries(last.ticket)?.length === 3);
  await student.write(last.chat, { type: "chat.message", body: "a secret for Carl" });
  slow.reads = true;
  slow.read();
  await until(() => slow.controls.some(({ t }) => t === "caughtUp"));
  await until(() =>
    slow.controls.some(({ t, docs }) => t === "revoked" && docs?.includes(last.chat) === true),
  );
  expect(slow.said).not.toContain("a secret for Carl");
});

test("[F17] nor is the rest of what was held all along, once it is lost between two batches", async () => {
  const counselor = await desk.connect(cleo);
  const docs = await student.openTicket();
  await counselor.until(() => counselor.entries(docs.request)?.length === 1);
  await counselor.write(docs.ticket, { type: "ticket.claimed" });
  await counselor.until(() => counselor.entries(docs.chat)?.length === 1);
  const { cursor } = counselor;
  for (const mark of ["early.", "middle.", "late."]) await much(docs.chat, mark);
  const slow = connect(cleo, false, cursor);
  await until(() => slow.said.includes("early."));
  expect(slow.said).not.toContain("late.");
  await counselor.push(docs.ticket, [counselor.entry({ type: "ticket.assigned", to: carl.person.id })]);
  await student.until(() => student.entries(docs.ticket)?.length === 3);
  slow.reads = true;
  slow.read();
  await until(() => slow.controls.some(({ t }) => t === "caughtUp"));
  expect(slow.said).not.toContain("late.");
  expect(slow.controls.some(({ t, docs: lost }) => t === "revoked" && lost?.includes(docs.chat))).toBe(true);
});

test("[F18] on a desk where something always comes in between the catch-up ends all the same, and misses nothing", async () => {
  const { chat } = await student.openTicket();
  let written = 0;
  const busy = connect(sam, true);
  busy.beforeRead = async () => {
    if (written >= 12) return;
    written++;
    expect(
      await student.push(chat, [student.entry({ type: "chat.message", body: `no. ${written}.` })], {
        origin: student.tail(chat),
      }),
    ).toMatchObject({ status: "accepted" });
  };
  await until(() => busy.controls.some(({ t }) => t === "caughtUp"));
  expect(written).toBeLessThan(12);
  await until(() => student.entries(chat)?.length === 13 && busy.controls.at(-1)?.cursor === student.cursor);
  for (let each = 1; each <= 12; each++) expect(busy.said).toContain(`no. ${each}.`);
  expect(busy.controls.filter(({ t }) => t === "caughtUp")).toHaveLength(1);
});
