import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as Y from "yjs";
import { docName } from "../../shared/log/doc-name.ts";
import { type SignedIn, startDesk, type TestDesk } from "./test-desk.ts";
import { nothingStored, type TestDevice } from "./test-device.ts";

let desk: TestDesk;
let sam: SignedIn;
let sue: SignedIn;
let cleo: SignedIn;
let carl: SignedIn;
let ada: SignedIn;

beforeAll(async () => {
  desk = await startDesk();
  sam = await desk.add("student", "Sam");
  sue = await desk.add("student", "Sue");
  cleo = await desk.add("counselor", "Cleo");
  carl = await desk.add("counselor", "Carl");
  ada = await desk.add("admin", "Ada");
});
afterAll(async () => {
  expect(desk.errors).toEqual([]);
  await desk.stop();
});

describe("admission", () => {
  test("[F1] without a sign-in the upgrade is answered 401, whatever follows it", async () => {
    const socket = connect(desk.port, "127.0.0.1");
    let answer = "";
    socket.on("data", (data) => {
      answer += data.toString();
    });
    const ended = new Promise((resolve) => socket.on("close", resolve));
    socket.write(
      `GET /sync HTTP/1.1\r\nHost: 127.0.0.1:${desk.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: alcove.1\r\n\r\n",
    );
    socket.write(Buffer.alloc(64 * 1024, 0x82));
    await ended;
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(answer).not.toContain("101");
    expect(desk.context.desk.hub.size).toBe(0);
  });

  test.each([
    ["401 with a token that is nobody's", { authorization: "Bearer nonsense" }, 401],
    ["403 from a page of another origin", { origin: "https://elsewhere.example" }, 403],
  ])("[F1] %s", async (_, headers, status) => {
    const device = await desk.connect({ ...sam }, { greet: false, headers });
    await device.until(() => device.refusedWith !== null);
    expect(device.refusedWith).toBe(status);
  });

  test("the server's own origin is let in, and an older version is told so on a socket of its own", async () => {
    const own = await desk.connect(sam, { headers: { origin: `http://127.0.0.1:${desk.port}` } });
    own.cut();
    for (const protocol of ["alcove.0", ""]) {
      const old = await desk.connect(sam, { greet: false, protocol });
      expect((await old.ended()).code).toBe(4426);
    }
  });

  test("what comes before hello, twice, or is no frame ends the socket with 4400", async () => {
    const chat = docName("chat", randomUUID());
    const step1 = { type: "step1", stateVector: new Uint8Array([0]) } as const;
    const early = await desk.connect(sam, { greet: false });
    await early.opened();
    early.say(chat, step1);
    expect((await early.ended()).code).toBe(4400);
    expect(early.bye()).toMatchObject({ code: "bad-frame" });

    const twice = await desk.connect(sam);
    twice.hello();
    expect((await twice.ended()).code).toBe(4400);

    for (const bytes of [new Uint8Array([200, 200]), new Uint8Array([0, 1, 9]), Buffer.from("text")]) {
      const broken = await desk.connect(sam);
      broken.socket.send(bytes);
      expect((await broken.ended()).code).toBe(4400);
    }
    const text = await desk.connect(sam);
    text.socket.send("text");
    expect((await text.ended()).code).toBe(4400);
    const servers = await desk.connect(sam);
    servers.say(chat, { type: "denied", reason: "denied" });
    expect((await servers.ended()).code).toBe(4400);
  });

  test("a message past the limit ends the socket with 4413", async () => {
    const device = await desk.connect(sam);
    device.socket.send(new Uint8Array(1024 * 1024 + 1));
    expect((await device.ended()).code).toBe(4413);
    expect(device.bye()).toMatchObject({ code: "too-large" });
  });
});

describe("welcome", () => {
  test("[F2] says who and where one is; another server's cursor, or one ahead, resets", async () => {
    const first = await desk.connect(sam);
    const [welcome] = first.controls("welcome");
    const { serverId, seq } = await desk.context.desk.store.identity();
    expect(welcome).toMatchObject({
      serverId,
      seq,
      reset: false,
      me: { id: sam.person.id, name: "Sam", role: "student" },
    });
    expect(Math.abs((welcome?.now ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(first.came[0]).toMatchObject({ control: { t: "welcome" } });
    const resets = async (from: { cursor: number; serverId: string | null }) =>
      (await desk.connect(sam, { from: { ...nothingStored, ...from } })).controls("welcome")[0]?.reset;
    expect(await resets({ cursor: seq, serverId })).toBe(false);
    expect(await resets({ cursor: seq + 1, serverId })).toBe(true);
    expect(await resets({ cursor: 0, serverId: randomUUID() })).toBe(true);
    expect(await resets({ cursor: 0, serverId: null })).toBe(false);
  });
});

describe("feed and receipts", () => {
  test("[F3] what is accepted has a receipt with its seq, and comes to everyone with the grant, the sender too", async () => {
    const [student, counselor, admin, stranger] = await Promise.all([
      desk.connect(sam),
      desk.connect(cleo),
      desk.connect(ada),
      desk.connect(sue),
    ]);
    const { ticket, request, chat } = await student.openTicket();
    const opened = student.messages(ticket, "receipt")[0]?.receipt;
    expect(opened).toMatchObject({ status: "accepted", clock: 1 });
    await counselor.until(() => counselor.entries(request)?.length === 1);
    expect(counselor.controls("granted").flatMap(({ docs }) => docs)).toEqual(
      expect.arrayContaining([ticket, request]),
    );
    expect(counselor.entries(chat)).toBeNull();
    await admin.until(() => admin.entries(ticket)?.length === 1);
    expect(admin.entries(request)).toBeNull();
    expect(counselor.names.get(sam.person.id)).toBe("Sam");
    expect(stranger.base.size).toBe(0);
    await student.until(() => student.cursor >= (opened?.seq ?? Number.NaN));
  });

  test("[F4] who claims gets the chat whole; the other counselor's copy is revoked with the claim as the reason", async () => {
    const [student, winner, loser] = [
      await desk.connect(sam),
      await desk.connect(cleo),
      await desk.connect(carl),
    ];
    const { id, ticket, request, chat, notes } = await student.openTicket("written before anybody claimed");
    for (const each of [winner, loser]) await each.until(() => each.entries(request)?.length === 1);
    const { receipt, entry } = await winner.write(ticket, { type: "ticket.claimed" });
    expect(receipt.status).toBe("accepted");
    await winner.until(() => winner.entries(chat)?.length === 1);
    expect(winner.controls("granted").at(-1)?.docs.toSorted()).toEqual([chat, notes].toSorted());
    await loser.until(() => !loser.base.has(ticket));
    const [revoked] = loser.controls("revoked").slice(-1);
    expect(revoked?.docs.toSorted()).toEqual([request, ticket].toSorted());
    expect(revoked?.because).toEqual({
      [id]: { type: "ticket.claimed", by: cleo.person.id, at: entry.at },
    });
    expect(loser.names.get(cleo.person.id)).toBe("Cleo");
    await student.holds(ticket, entry.id);
  });

  test("[F5] two claim one ticket: the second is refused with the rule, its entry and the first as winner", async () => {
    const [student, first, second] = [
      await desk.connect(sam),
      await desk.connect(cleo),
      await desk.connect(carl),
    ];
    const { ticket } = await student.openTicket();
    for (const each of [first, second]) await each.until(() => each.entries(ticket)?.length === 1);
    const [a, b] = [first.entry({ type: "ticket.claimed" }), second.entry({ type: "ticket.claimed" })];
    const origin = first.tail(ticket);
    expect(await first.push(ticket, [a], { origin })).toMatchObject({ status: "accepted" });
    const refused = await second.push(ticket, [b], { origin });
    expect(["stale", "refused"]).toContain(refused.status);
    // Encoded against the newer base, as a device that was told stale does.
    const admin = await desk.connect(ada);
    const again = await second.push(ticket, [b], { origin: admin.tail(ticket) });
    expect(again).toMatchObject({
      status: "refused",
      rule: "claim-needs-open",
      entry: b.id,
      winner: { type: "ticket.claimed", by: cleo.person.id, at: a.at },
    });
    expect(admin.entries(ticket)?.filter(({ type }) => type === "ticket.claimed")).toHaveLength(1);
  });

  test("an id that the log has is answered as accepted, once for all; what is known of a push is skipped", async () => {
    const student = await desk.connect(sam);
    const { chat } = await student.openTicket();
    const entry = student.entry({ type: "chat.message", body: "once" });
    const client = 4_242;
    expect(await student.push(chat, [entry], { client })).toMatchObject({ status: "accepted" });
    await student.holds(chat, entry.id);
    const length = student.entries(chat)?.length;
    const accepted = student.messages(chat, "receipt").at(-1)?.receipt.seq;
    const origin = student.tail(chat);
    // The same struct, and the same entry under a new clientID.
    expect(await student.push(chat, [entry], { client, origin })).toMatchObject({ status: "accepted" });
    const other = await student.write(chat, { type: "chat.seen", upTo: entry.id });
    expect(other.receipt.seq).toBeGreaterThan(accepted ?? 0);
    expect(await student.push(chat, [entry])).toMatchObject({ status: "accepted", seq: accepted });
    expect(student.entries(chat)).toHaveLength((length ?? 0) + 1);
    const more = student.entry({ type: "chat.message", body: "twice" });
    const first = student.tail(chat);
    expect(await student.push(chat, [entry, more], { client, origin: first })).toMatchObject({
      status: "accepted",
    });
    await student.holds(chat, more.id);
    expect(student.entries(chat)).toHaveLength((length ?? 0) + 2);
  });

  test("the seq of a receipt is never past what the feed has brought with the same message", async () => {
    const student = await desk.connect(sam);
    const { chat } = await student.openTicket();
    const origin = student.tail(chat);
    const entry = student.entry({ type: "chat.message", body: "sent twice at once" });
    // Both stand in one turn of the server: the second repeats what the first makes true.
    const [one, two] = await Promise.all([
      student.push(chat, [entry], { client: 71, origin }),
      student.push(chat, [entry], { client: 72, origin }),
    ]);
    expect([one.status, two.status]).toEqual(["accepted", "accepted"]);
    expect(two.seq).toBe(one.seq);
    await student.until(() => student.cursor >= (one.seq ?? 0));
    expect(student.entries(chat)?.filter(({ id }) => id === entry.id)).toHaveLength(1);
  });

  test("[F6] a foreign document and one that does not exist are denied in the same words, to read and to write", async () => {
    const [student, stranger] = [await desk.connect(sam), await desk.connect(sue)];
    const theirs = await student.openTicket();
    const none = randomUUID();
    for (const kind of ["ticket", "request", "chat", "notes"] as const) {
      const docs = [docName(kind, theirs.id), docName(kind, none)];
      const answers = await Promise.all(docs.map((doc) => stranger.answered(doc)));
      expect(answers[0]).toEqual({ type: "denied", reason: "denied" });
      expect(answers[1]).toEqual(answers[0]);
      const drafts = {
        ticket: { type: "ticket.closed", resolution: "other" },
        request: { type: "request.edited", title: "mine" },
        chat: { type: "chat.message", body: "hello" },
        notes: { type: "chat.message", body: "hello" },
      } as const;
      const entry = stranger.entry(drafts[kind]);
      for (const origin of [null, { client: 3, clock: 9 }]) {
        for (const entries of [[entry], [{ ...entry, extra: 1 }], [{ nonsense: true }]]) {
          const receipts = [];
          for (const doc of docs) receipts.push(await stranger.push(doc, entries, { client: 1234, origin }));
          expect(receipts[0]).toMatchObject({ status: "refused", code: "denied" });
          expect(receipts[1]).toEqual(receipts[0]);
        }
      }
      const garbage = [];
      for (const doc of docs)
        garbage.push(await stranger.pushBytes(doc, new Uint8Array([9, 9]), { client: 0, clock: 0 }));
      expect(garbage[0]?.status).toBe("refused");
      expect(garbage[1]).toEqual(garbage[0]);
    }
    const nowhere = await stranger.answered("no/such/name");
    expect(nowhere).toEqual({ type: "denied", reason: "denied" });
    expect(await stranger.push("no/such/name", [{ a: 1 }], { client: 12, origin: null })).toMatchObject({
      status: "refused",
      code: "denied",
    });
  });

  test("a winner is told only to who held the grant when that entry was accepted", async () => {
    const [student, first] = [await desk.connect(sam), await desk.connect(cleo)];
    const { ticket } = await student.openTicket();
    await first.until(() => first.entries(ticket)?.length === 1);
    await first.write(ticket, { type: "ticket.claimed" });
    const stranger = await desk.connect(sue);
    expect(
      await stranger.push(ticket, [stranger.entry({ type: "ticket.reopened" })], { origin: null }),
    ).toEqual({
      status: "refused",
      code: "denied",
      client: expect.any(Number),
      clock: 1,
    });
    // The student sees the ticket, and is told who claimed it.
    const edited = { type: "ticket.edited", mode: "video" } as const;
    await first.write(ticket, { type: "ticket.closed", resolution: "helped" });
    await student.until(() => student.entries(ticket)?.length === 3);
    expect((await student.write(ticket, edited)).receipt).toMatchObject({
      status: "refused",
      rule: "edit-needs-open-or-claimed",
      winner: { type: "ticket.closed", by: cleo.person.id },
    });
  });

  test("no winner is named from the very push that is refused", async () => {
    const [student, counselor] = [await desk.connect(sam), await desk.connect(cleo)];
    const { ticket } = await student.openTicket();
    await counselor.until(() => counselor.entries(ticket)?.length === 1);
    const twice = [counselor.entry({ type: "ticket.claimed" }), counselor.entry({ type: "ticket.claimed" })];
    const receipt = await counselor.push(ticket, twice);
    expect(receipt).toMatchObject({ status: "refused", rule: "claim-needs-open", entry: twice[1]?.id });
    expect(receipt.winner).toBeUndefined();
    expect(counselor.entries(ticket)).toHaveLength(1);
  });

  test("a step 1 is answered with what it lacks", async () => {
    const student = await desk.connect(sam);
    const { chat } = await student.openTicket();
    const half = Y.encodeStateVector(student.doc(chat));
    await student.write(chat, { type: "chat.message", body: "later" });
    const whole = await student.answered(chat);
    if (whole.type !== "step2") throw new Error("denied");
    const fresh = new Y.Doc();
    Y.applyUpdate(fresh, whole.update);
    expect(fresh.getArray("log").toArray()).toEqual(student.entries(chat));
    student.say(chat, { type: "step1", stateVector: half });
    await student.until(() => student.messages(chat, "step2").length === 2);
    const rest = student.messages(chat, "step2")[1]?.update ?? new Uint8Array();
    expect(Y.decodeUpdate(rest).structs).toHaveLength(1);
    student.say(chat, { type: "step1", stateVector: new Uint8Array([5]) });
    expect((await student.ended()).code).toBe(4400);
  });
});

test("[W9] each accepted append comes with its seq and time: live, in a catch-up, and with what is granted", async () => {
  const sam = await desk.connect(await desk.add("student"));
  const who = await desk.add("counselor");
  const cleo = await desk.connect(who);
  const older = await desk.connect(who, { protocol: "alcove.1" });
  const id = crypto.randomUUID();
  const [ticket, chat] = [docName("ticket", id), docName("chat", id)];
  const opened = sam.entry({ type: "ticket.opened", category: "stress", urgency: "low", mode: "chat" });
  const receipt = await sam.push(ticket, [opened]);
  const before = await sam.push(chat, [sam.entry({ type: "chat.message", body: "before" })]);
  await cleo.holds(ticket, opened.id);
  const claim = await cleo.push(ticket, [cleo.entry({ type: "ticket.claimed" })]);
  for (const device of [sam, cleo, older]) await device.reached(claim.seq ?? 0);
  const told = (device: TestDevice, doc: string) =>
    device.came.flatMap((each) =>
      "control" in each && each.control.t === "cursor" ? (each.control.accepted?.[doc] ?? []) : [],
    );
  expect(receipt.at).toBeGreaterThan(opened.at - 60_000);
  expect(told(sam, ticket)[0]).toEqual([receipt.seq, receipt.at, opened.id]);
  expect(told(cleo, ticket)[0]).toEqual([receipt.seq, receipt.at, opened.id]);
  // Granted with the claim, and accepted before it.
  expect(told(cleo, chat).map(([seq, at]) => [seq, at])).toEqual([[before.seq, before.at]]);
  const later = await desk.connect(who);
  expect(told(later, chat)).toEqual(told(cleo, chat));
  expect(told(later, ticket)).toEqual(told(cleo, ticket));
  expect(told(older, ticket)).toEqual([]);
});

describe("catch-up", () => {
  test("[F7] a device goes on from any cursor it ever stored to the same end", async () => {
    const [student, first, second, admin] = await Promise.all([
      desk.connect(sam),
      desk.connect(cleo),
      desk.connect(carl),
      desk.connect(ada),
    ]);
    const one = await student.openTicket();
    const two = await student.openTicket();
    for (const each of [first, second]) await each.until(() => each.entries(two.request)?.length === 1);
    await first.write(one.ticket, { type: "ticket.claimed" });
    await first.until(() => first.entries(one.chat)?.length === 1);
    await first.write(one.chat, { type: "chat.message", body: "hello Sam" });
    await second.write(two.ticket, { type: "ticket.claimed" });
    // Not held any more once it is accepted, so it does not come back on the feed.
    const handOver = first.entry({ type: "ticket.assigned", to: carl.person.id });
    expect(await first.push(one.ticket, [handOver])).toMatchObject({ status: "accepted" });
    await second.until(() => second.entries(one.chat)?.length === 2);
    await second.write(one.chat, { type: "chat.message", body: "I take over" });
    await second.write(two.ticket, { type: "ticket.unclaimed", reason: "workload" });
    await first.until(() => first.entries(two.request)?.length === 1);
    await first.write(two.ticket, { type: "ticket.claimed" });
    const last = await student.write(two.chat, { type: "chat.message", body: "bye" });
    await first.holds(two.chat, last.entry.id);
    await admin.until(() => (admin.entries(two.ticket)?.length ?? 0) === 4);

    for (const live of [student, first, second, admin]) {
      const fresh = await desk.connect({ ...whoIs(live.person.id) });
      expect(live.contents()).toEqual(fresh.contents());
      expect(fresh.base.size).toBeGreaterThan(0);
      for (const from of live.stored) {
        const resumed = await desk.connect(whoIs(live.person.id), { from });
        expect(resumed.controls("welcome")[0]?.reset).toBe(false);
        expect(resumed.contents()).toEqual(fresh.contents());
        resumed.cut();
      }
      fresh.cut();
    }
  });

  test("[F8] revoked and granted come first, then what was granted, then the rest by seq, each before its cursor", async () => {
    const [student, first] = [await desk.connect(sam), await desk.connect(cleo)];
    const kept = await student.openTicket();
    const lost = await student.openTicket();
    await first.until(() => first.entries(lost.request)?.length === 1);
    await first.write(kept.ticket, { type: "ticket.claimed" });
    await first.until(() => first.entries(kept.chat)?.length === 1);
    const from = first.snapshot();
    first.cut();
    const second = await desk.connect(carl);
    await second.write(lost.ticket, { type: "ticket.claimed" });
    await student.write(kept.chat, { type: "chat.message", body: "while away" });
    const gained = await student.openTicket();
    const resumed = await desk.connect(cleo, { from });
    const named = new Map([
      [gained.request, "gained"],
      [kept.chat, "changed"],
    ]);
    const order = resumed.came.flatMap((each): string[] => {
      if ("doc" in each) return [`${each.message.type} ${named.get(each.doc) ?? "other"}`];
      return ["revoked", "granted", "caughtUp"].includes(each.control.t) ? [each.control.t] : [];
    });
    const at = (what: string) => order.indexOf(what);
    expect(order.every((what) => what !== "")).toBe(true);
    expect(at("revoked")).toBeLessThan(at("granted"));
    expect(at("granted")).toBeLessThan(at("update gained"));
    expect(at("update gained")).toBeLessThan(at("update changed"));
    expect(at("update changed")).toBeLessThan(at("caughtUp"));
    expect(at("revoked")).toBeGreaterThanOrEqual(0);
    expect(order.at(-1)).toBe("caughtUp");
    expect(resumed.controls("revoked")[0]?.docs.toSorted()).toEqual([lost.request, lost.ticket].toSorted());
  });

  test("a device that has everything is told so, and an empty one gets everything", async () => {
    const student = await desk.connect(sam);
    await student.openTicket();
    const again = await desk.connect(sam, { from: student.snapshot() });
    expect(again.came.filter((each) => "doc" in each)).toEqual([]);
    expect(again.controls("granted")).toEqual([]);
  });
});

function whoIs(id: string): SignedIn {
  const found = [sam, sue, cleo, carl, ada].find(({ person }) => person.id === id);
  if (found === undefined) throw new Error("nobody");
  return found;
}

test("[P19] the staff hear who may take no ticket: as it happens, at each connection, and when it ends", async () => {
  const said = (device: TestDevice) =>
    device
      .controls("people")
      .flatMap(({ people }) => people)
      .filter(({ id }) => id === tom.person.id)
      .map(({ suspended }) => suspended ?? false);
  const tom = await desk.add("counselor", "Tom");
  const live = await desk.connect(carl);
  await live.caughtUp();
  expect(said(live)).toEqual([false]);
  desk.context.accounts.suspend(tom.person.id, null);
  await live.until(() => said(live).length > 1, "suspended");
  const later = await desk.connect(ada);
  await later.caughtUp();
  expect(said(later)).toEqual([true]);
  desk.context.accounts.reactivate(tom.person.id, null);
  await live.until(() => said(live).length > 2, "active again");
  expect(said(live)).toEqual([false, true, false]);
  const students = await desk.connect(sam);
  await students.caughtUp();
  expect(said(students)).toEqual([]);
  for (const device of [live, later, students]) device.cut();
});
