import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { EntryOf } from "../../shared/entries/entry.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { endExpiredAccess } from "../sync/expiry.ts";
import { appendEntry } from "../sync/server-entries.ts";
import { startDesk } from "../sync/test-desk.ts";
import { TestDevice } from "../sync/test-device.ts";
import { endProcesses } from "../sync/test-process.ts";
import { TokenBucket } from "../sync/token-bucket.ts";
import { type FaultCampus, makeFaultCampus, wrongIn } from "./campus.ts";
import { startFaulty } from "./faulty-server.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** Milliseconds; generous, as machines are slow and shared. */
const longTimeout = 120_000;

let campus: FaultCampus;
beforeAll(async () => {
  campus = await makeFaultCampus();
}, longTimeout);
afterEach(() => endProcesses());
afterAll(() => campus.remove());

test(
  "[R7] the server's clock jumps ahead and back: sign-ins end and begin by it, guesses are neither forgiven nor locked out, entries keep their order",
  async () => {
    const dataDir = campus.copy();
    const server = await startFaulty(dataDir);
    const jump = (ms: number) => server.suffer({ what: "clock", ms });
    const connect = async () => {
      const device = new TestDevice({ port: server.port, ...campus.sam });
      await device.caughtUp();
      return device;
    };
    const sam = await connect();
    const { chat } = campus.ticket;
    const first = await sam.write(chat, { type: "chat.message", body: "first" });

    const guess = async () => {
      const origin = `http://127.0.0.1:${server.port}`;
      const answer = await fetch(`${origin}/api/auth/sign-in/email`, {
        method: "POST",
        headers: { origin, "content-type": "application/json" },
        body: JSON.stringify({ email: campus.cleo.person.email, password: "not the password" }),
      });
      return { status: answer.status, wait: Number(answer.headers.get("retry-after")) };
    };
    while ((await guess()).status !== 429);

    await jump(31 * dayMs);
    const late = new TestDevice({ port: server.port, ...campus.sam });
    await late.until(() => late.refusedWith);
    expect(late.refusedWith).toBe(401);
    expect((await guess()).status).toBe(429);

    await jump(-32 * dayMs);
    const { status, wait } = await guess();
    expect(status).toBe(429);
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(180);
    const back = await connect();
    // To this server every right clock is a day ahead: refused, kept by the device, and said so.
    const ahead = sam.entry({ type: "chat.message", body: "by a right clock" });
    expect(await sam.push(chat, [ahead])).toMatchObject({
      status: "refused",
      rule: "G9",
      code: "clock-ahead",
    });
    const second = sam.entry({ type: "chat.message", body: "second" }, { at: Date.now() - 2 * dayMs });
    expect(await sam.push(chat, [second])).toMatchObject({ status: "accepted" });

    await jump(dayMs);
    const third = sam.entry({ type: "chat.message", body: "third" }, { at: 1 });
    await sam.holds(chat, second.id);
    expect(await sam.push(chat, [third])).toMatchObject({ status: "accepted" });
    await sam.holds(chat, third.id);
    expect(await sam.push(chat, [ahead])).toMatchObject({ status: "accepted" });
    const fresh = await connect();
    for (const each of [sam, back, fresh]) {
      await each.holds(chat, ahead.id);
      // As they were accepted, whatever their clocks said.
      expect(
        each
          .entries(chat)
          ?.slice(-4)
          .map(({ id }) => id),
      ).toEqual([first.entry.id, second.id, third.id, ahead.id]);
      each.cut();
    }
    expect(await server.end("SIGTERM")).toBe(0);
    expect(wrongIn(dataDir)).toEqual([]);
  },
  longTimeout,
);

test("[R7] an emergency access that the clock ended stays ended when the clock is set back", async () => {
  const desk = await startDesk();
  try {
    const student = await desk.connect(await desk.add("student"));
    const ada = await desk.add("admin");
    const admin = await desk.connect(ada);
    const { id, chat } = await student.openTicket();
    const until = desk.context.desk.now() + hourMs;
    await appendEntry<EntryOf<"access.opened">>(desk.context.desk, {
      doc: docName("ticket", id),
      by: ada.person.id,
      draft: { type: "access.opened", until },
      proved: true,
    });
    await admin.until(() => admin.entries(chat)?.length === 1);
    desk.pass(2 * hourMs);
    await endExpiredAccess(desk.context.desk);
    await admin.until(() => !admin.base.has(chat));
    desk.pass(-2 * hourMs);
    const said = await student.write(chat, { type: "chat.message", body: "for my counselor only" });
    expect(said.receipt.status).toBe("accepted");
    await admin.answered(docName("ticket", id));
    expect(admin.base.has(chat)).toBe(false);
    const again = await desk.connect(ada);
    expect(again.base.has(chat)).toBe(false);
    expect(desk.errors).toEqual([]);
  } finally {
    await desk.stop();
  }
});

test("[R7] a bucket of tokens never holds less than none or more than its burst, whatever the clock does", () => {
  const bucket = new TokenBucket({ burst: 3, perSecond: 1 }, 1_000_000);
  const taken = (now: number) => Array.from({ length: 10 }, () => bucket.take(now)).filter(Boolean).length;
  expect(taken(1_000_000)).toBe(3);
  expect(taken(0)).toBe(0);
  expect(taken(1_000)).toBe(1);
  expect(taken(9_000_000)).toBe(3);
  expect(taken(8_000_000)).toBe(0);
  expect(taken(8_002_000)).toBe(2);
});
