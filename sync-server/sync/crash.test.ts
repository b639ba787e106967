import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newClientId } from "../../shared/log/client-id.ts";
import { randomOf } from "../../shared/random.arbitrary.ts";
import { readConfig } from "../config.ts";
import { createContext } from "../context.ts";
import { type SignedIn, signInAt, testPassword } from "./test-desk.ts";
import { nothingStored, type Stored, TestDevice } from "./test-device.ts";
import { endProcesses, startProcess } from "./test-process.ts";

const kills = 20;
const chats = 4;
/** Milliseconds; a start takes about a second on a quiet machine, and this starts twenty servers. */
const crashTimeout = 240_000;

let dataDir: string;
let sam: SignedIn;

beforeAll(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), "alcove-crash-"));
  const context = await createContext(readConfig({ DATA_DIR: dataDir, PORT: "0" }), { authSecret: null });
  const port = await context.listen();
  const person = await context.accounts.add({
    name: "Sam",
    email: "sam@campus.example",
    role: "student",
    password: testPassword,
  });
  sam = await signInAt(port, person);
  await context.stop();
});
afterAll(() => {
  endProcesses();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Writes into one chat as fast as the server answers, until the socket ends. */
async function writeOn(device: TestDevice, chat: string, acknowledged: Map<string, number>): Promise<void> {
  let client = newClientId();
  let clock = 0;
  while (device.closed === null) {
    const entry = device.entry({ type: "chat.message", body: "under load" });
    const receipt = await device.push(chat, [entry], { client, clock });
    if (receipt.status === "accepted") {
      acknowledged.set(entry.id, receipt.seq ?? 0);
      clock++;
      await device.holds(chat, entry.id);
    } else {
      client = newClientId();
      clock = 0;
    }
  }
}

test(
  "[S11] kill -9 under load, twenty times: what was acknowledged is there once, seq goes on, devices resume",
  async () => {
    const random = randomOf(7);
    const acknowledged = new Map<string, number>();
    let stored: Stored = nothingStored;
    let logs: string[] = [];
    let seq = 0;
    let acknowledgedBefore = 0;
    for (let kill = 0; kill < kills; kill++) {
      const server = await startProcess(dataDir);
      const at = { port: server.port, ...sam };
      const [device, fresh] = [new TestDevice(at, { from: stored }), new TestDevice(at)];
      await Promise.all([device.caughtUp(), fresh.caughtUp()]);
      const [welcome] = device.controls("welcome");
      expect(welcome?.reset).toBe(false);
      expect(welcome?.seq ?? 0).toBeGreaterThanOrEqual(seq);
      seq = welcome?.seq ?? 0;
      expect(device.contents()).toEqual(fresh.contents());
      const ids = logs.flatMap((log) => (fresh.entries(log) ?? []).map(({ id }) => id));
      expect(new Set(ids).size).toBe(ids.length);
      const there = new Set(ids);
      expect([...acknowledged.keys()].filter((id) => !there.has(id))).toEqual([]);
      expect(Math.max(0, ...acknowledged.values())).toBeLessThanOrEqual(seq);
      fresh.cut();

      if (logs.length === 0) {
        for (let count = 0; count < chats; count++) logs = [...logs, (await device.openTicket()).chat];
      }
      const enough = acknowledged.size + 5 + random.below(20);
      // Whoever waits for an answer when the server dies waits in vain.
      for (const chat of logs) writeOn(device, chat, acknowledged).catch(() => undefined);
      await device.until(() => acknowledged.size >= enough);
      expect(acknowledged.size).toBeGreaterThan(acknowledgedBefore);
      acknowledgedBefore = acknowledged.size;
      await server.end("SIGKILL");
      await device.ended();
      stored = device.stored.at(-1) ?? stored;
    }
    expect(acknowledged.size).toBeGreaterThan(kills * 5);
  },
  crashTimeout,
);

test(
  "[S12] SIGTERM under load: every push has its receipt, clients hear bye and 1012, and the exit is 0 within 5 s",
  async () => {
    const server = await startProcess(dataDir);
    const device = new TestDevice({ port: server.port, ...sam });
    await device.caughtUp();
    const { chat } = await device.openTicket();
    const origin = device.tail(chat);
    const waiting = Array.from({ length: 200 }, () =>
      device.push(chat, [device.entry({ type: "chat.message", body: "pending" })], { origin }),
    );
    await Promise.race(waiting);
    const busy = new TestDevice({ port: server.port, ...sam });
    await busy.caughtUp();
    writeOn(busy, chat, new Map()).catch(() => undefined);
    const started = performance.now();
    const code = await server.end("SIGTERM");
    expect(code).toBe(0);
    expect(performance.now() - started).toBeLessThan(5_000);
    const receipts = await Promise.all(waiting);
    expect(receipts.every(({ status }) => ["accepted", "retry-later"].includes(status))).toBe(true);
    for (const each of [device, busy]) {
      expect((await each.ended()).code).toBe(1012);
      expect(each.bye()).toMatchObject({ code: "restarting" });
    }

    // What was said to be accepted is there; what was said to retry is not.
    const again = await startProcess(dataDir);
    const after = new TestDevice({ port: again.port, ...sam });
    await after.caughtUp();
    const accepted = receipts.filter(({ status }) => status === "accepted").length;
    expect(after.entries(chat)?.filter((entry) => "body" in entry && entry.body === "pending")).toHaveLength(
      accepted,
    );
    after.cut();
    expect(await again.end("SIGTERM")).toBe(0);
  },
  crashTimeout,
);

test(
  "[S12] SIGTERM waits for nobody who does not answer: a stalled socket, a silent connection, half a request",
  async () => {
    const server = await startProcess(dataDir);
    const stalled = new TestDevice({ port: server.port, ...sam });
    await stalled.caughtUp();
    stalled.socket.pause();
    const [silent, half] = [connect(server.port, "127.0.0.1"), connect(server.port, "127.0.0.1")];
    half.write("GET /healthz HTTP/1.1\r\nHost: x\r\n");
    for (const socket of [silent, half]) socket.on("error", () => undefined);
    // An answer on a later connection says that the earlier ones have been accepted.
    await fetch(`http://127.0.0.1:${server.port}/healthz`);
    const started = performance.now();
    expect(await server.end("SIGTERM")).toBe(0);
    expect(performance.now() - started).toBeLessThan(5_000);
    for (const socket of [silent, half]) socket.destroy();
    stalled.cut();
  },
  crashTimeout,
);
