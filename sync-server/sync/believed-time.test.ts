import { afterAll, beforeAll, expect, test } from "vitest";
import { docName } from "../../shared/log/doc-name.ts";
import { subprotocols } from "../../shared/protocol/version.ts";
import { openDatabase } from "../accounts/database.ts";
import { inconsistencies } from "../store/consistency.ts";
import { type SignedIn, startDesk, type TestDesk } from "./test-desk.ts";

const dayMs = 86_400_000;
let desk: TestDesk;
let sam: SignedIn;
let cleo: SignedIn;

beforeAll(async () => {
  desk = await startDesk();
  sam = await desk.add("student");
  cleo = await desk.add("counselor");
});
afterAll(async () => {
  expect(desk.errors).toEqual([]);
  await desk.stop();
});

/** Is this the server's time, give or take the run of a test? */
const isNow = (at: number | undefined) => Math.abs((at ?? 0) - desk.context.desk.now()) < 60_000;

test.each(subprotocols)(
  "[G11][K4] what a device on %s dates 1970 is accepted, and everybody reads when it arrived",
  async (protocol) => {
    const student = await desk.connect(sam, { protocol });
    const counselor = await desk.connect(cleo);
    const id = crypto.randomUUID();
    const docs = {
      ticket: docName("ticket", id),
      request: docName("request", id),
      chat: docName("chat", id),
    };
    const opened = student.entry(
      { type: "ticket.opened", category: "stress", urgency: "crisis", mode: "chat" },
      { at: 1 },
    );
    const edited = student.entry({ type: "ticket.edited", mode: "video" }, { at: 2 });
    expect((await student.push(docs.ticket, [opened, edited])).status).toBe("accepted");
    const written = student.entry({ type: "request.written", title: "t", description: "d" }, { at: 3 });
    expect((await student.push(docs.request, [written])).status).toBe("accepted");
    const said = [4, 5, 6].map((at) => student.entry({ type: "chat.message", body: `at ${at}` }, { at }));
    const sent = { client: 91_000 + subprotocols.indexOf(protocol), clock: 0 };
    expect((await student.push(docs.chat, said, { ...sent, origin: null })).status).toBe("accepted");

    await counselor.until(() => counselor.entries(docs.request)?.length === 1);
    await student.until(() => student.entries(docs.chat)?.length === 3);
    const read = [docs.ticket, docs.request].flatMap((doc) => counselor.entries(doc) ?? []);
    expect(read.map((entry) => entry.id)).toEqual([opened, edited, written].map((entry) => entry.id));
    expect(read.every(({ at }) => isNow(at))).toBe(true);
    const { ticket } = (await desk.context.desk.writer.head(docs.ticket)) ?? {};
    expect(isNow(ticket?.openedAt)).toBe(true);
    expect(student.entries(docs.chat)).toEqual(said.map((entry) => ({ ...entry, at: expect.any(Number) })));
    expect(student.entries(docs.chat)?.every(({ at }) => isNow(at))).toBe(true);
    // Sent again, under the same clocks and others, it is known.
    expect((await student.push(docs.chat, said, { ...sent, origin: null })).status).toBe("accepted");
    expect((await student.push(docs.chat, said)).status).toBe("accepted");
    const fresh = await desk.connect(sam);
    expect(fresh.entries(docs.chat)).toEqual(student.entries(docs.chat));
    expect(fresh.tail(docs.chat)).toEqual(student.tail(docs.chat));
  },
);

test("[G11] weeks offline are believed; what would be before its ticket is dated at its arrival", async () => {
  const student = await desk.connect(sam);
  const id = crypto.randomUUID();
  const [ticket, chat] = [docName("ticket", id), docName("chat", id)];
  const now = desk.context.desk.now();
  const openedAt = now - 60 * dayMs;
  const opened = student.entry(
    { type: "ticket.opened", category: "stress", urgency: "low", mode: "chat" },
    { at: openedAt },
  );
  expect((await student.push(ticket, [opened])).status).toBe("accepted");
  const times = [openedAt - 60_000, openedAt + dayMs, now - 1_000, openedAt - 180_000, now - 61 * dayMs];
  const said = times.map((at) => student.entry({ type: "chat.message", body: "x" }, { at }));
  for (const entry of said) {
    await student.push(chat, [entry]);
    await student.holds(chat, entry.id);
  }
  const read = new Map(student.entries(chat)?.map((entry) => [entry.id, entry.at]));
  const at = said.map((entry) => read.get(entry.id));
  expect(student.entries(ticket)?.[0]?.at).toBe(openedAt);
  expect(at.slice(0, 3)).toEqual(times.slice(0, 3));
  expect(at.slice(3).every(isNow)).toBe(true);
  const db = openDatabase(`${desk.dataDir}/alcove.db`);
  expect(inconsistencies(db)).toEqual([]);
  db.close();
});
