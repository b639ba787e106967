import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Entry, EntryOf } from "../../shared/entries/entry.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { system } from "../../shared/policy/actor.ts";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import { act, markSeen, openTicket, scheduleSession, sendMessage } from "../replica/actions.ts";
import { isHeld, updatesOf } from "../replica/base.ts";
import { lateSession } from "../replica/late-session.ts";
import { historyOf, messagesOf, ticketById, ticketsIn, trayItems } from "../replica/reads.ts";
import { heartbeat } from "./heartbeat.ts";
import { answerWithinMs } from "./pusher.ts";
import { type Device, TestWorld } from "./testing/test-world.ts";

let world: TestWorld;
let sam: Device;
let cleo: Device;
let cora: Device;

const asked = {
  category: "anxiety",
  urgency: "high",
  mode: "video",
  title: "Exams",
  description: "I cannot sleep.",
} as const;

beforeEach(async () => {
  world = new TestWorld();
  sam = world.device(world.person("sam", "student"));
  cleo = world.device(world.person("cleo", "counselor"));
  cora = world.device(world.person("cora", "counselor"));
  await world.start(sam, cleo, cora);
});

afterEach(() => world.stop());

async function opened(): Promise<string> {
  const id = await openTicket(sam.session, asked);
  await world.run();
  return id;
}

async function claimed(): Promise<string> {
  const id = await opened();
  await act(cleo.session, id, { type: "ticket.claimed" });
  await world.run();
  return id;
}

test("[D1] a ticket shows at once, marked as waiting, and reaches the others through the feed", async () => {
  world.goOffline(sam);
  const id = await openTicket(sam.session, asked);
  expect(await ticketById(sam.replica, id)).toMatchObject({ title: "Exams", base: null, waiting: 2 });
  expect(await ticketById(cleo.replica, id)).toBeNull();
  await world.goOnline(sam);
  expect(await ticketById(cleo.replica, id)).toMatchObject({ title: "Exams", status: "open", waiting: 0 });
  expect(await ticketById(sam.replica, id)).toMatchObject({ waiting: 0, status: "open" });
  expect(sam.engine.status.get()).toEqual({ state: "synced" });
  expect(await sam.replica.outbox.count()).toBe(0);
});

test("[D13] what arrives late is unread wherever it stands, until it was on the screen", async () => {
  const id = await claimed();
  await sendMessage(sam.session, id, "First");
  await world.run();
  const unread = async () => (await messagesOf(cleo.replica, id)).filter((row) => row.unread);
  await markSeen(cleo.session, id, (await unread())[0]?.id ?? "");
  await world.run();
  expect(await unread()).toEqual([]);

  // Sam's phone writes with no network, and an hour later his laptop sends it after what was said since.
  const [first] = world.server.entries(docName("chat", id));
  const late = { ...first, id: crypto.randomUUID(), at: world.clock.now, body: "Late" } as Entry;
  await world.advance(3_600_000);
  await sendMessage(sam.session, id, "Second");
  await world.run();
  await markSeen(cleo.session, id, (await unread())[0]?.id ?? "");
  await world.run();
  world.server.append({ id: "sam", role: "student", status: "active" }, id, "chat", [late]);
  await world.run();
  expect(await unread()).toMatchObject([{ id: late.id }]);
  const arrived = (await unread())[0];
  expect((arrived?.acceptedAt ?? 0) - (arrived?.at ?? 0)).toBeGreaterThanOrEqual(3_600_000);
  expect(await ticketById(cleo.replica, id)).toMatchObject({ unread: 1, lastMessage: { body: "Late" } });
  await markSeen(cleo.session, id, late.id);
  await world.run();
  expect((await ticketById(cleo.replica, id))?.unread).toBe(0);
});

test("[D13] what was said just before a ticket was closed is new to the student afterwards, until they read it", async () => {
  const id = await claimed();
  world.goOffline(sam);
  await sendMessage(cleo.session, id, "One more thing");
  await act(cleo.session, id, { type: "ticket.closed", resolution: "helped" });
  await world.run();
  await world.goOnline(sam);
  expect(await ticketById(sam.replica, id)).toMatchObject({ status: "closed", unread: 1 });
  await markSeen(sam.session, id, (await messagesOf(sam.replica, id))[0]?.id ?? "");
  await world.run();
  expect(await ticketById(sam.replica, id)).toMatchObject({ status: "closed", unread: 0 });
  expect((await ticketById(cleo.replica, id))?.seenByOther).toBe((await messagesOf(sam.replica, id))[0]?.id);
});

test("[D14] a list goes by when the server had a ticket, not by what its device's clock said", async () => {
  world.goOffline(sam);
  sam.clockAhead = -300 * 86_400_000;
  const old = await openTicket(sam.session, asked);
  const sue = world.device(world.person("sue", "student"));
  await world.start(sue);
  const honest = await openTicket(sue.session, asked);
  await world.run();
  await world.goOnline(sam);
  expect(world.server.ticket(old)?.openedAt).toBeLessThan(world.clock.now - 200 * 86_400_000);
  expect((await ticketsIn(cleo.replica, cleo.me, "unclaimed")).map((row) => row.id)).toEqual([honest, old]);
});

test("they talk, and both read the same conversation in the same order", async () => {
  const id = await claimed();
  for (const [device, body] of [
    [cleo, "Hello Sam"],
    [sam, "Hello"],
    [cleo, "How are you?"],
  ] as const) {
    await sendMessage(device.session, id, body);
    await world.run();
  }
  await sendMessage(sam.session, id, "Bad");
  await sendMessage(cleo.session, id, "Tell me");
  await world.run();
  const read = async (device: Device) =>
    (await messagesOf(device.replica, id)).map((message) => message.body);
  expect(await read(sam)).toHaveLength(5);
  expect(await read(sam)).toEqual(await read(cleo));
  // Who answers with the conversation before them has seen what they answer.
  expect((await ticketById(sam.replica, id))?.unread).toBe(1);
  expect(await messagesOf(cora.replica, id)).toEqual([]);
});

test("a conversation keeps its writers few: a clientID is used again after an accepted push", async () => {
  const id = await claimed();
  for (let count = 0; count < 5; count++) {
    await sendMessage(cleo.session, id, `message ${count}`);
    await world.run();
  }
  const { readLog } = await import("../../shared/log/read-log.ts");
  const log = readLog(await updatesOf(cleo.replica, docName("chat", id)));
  expect(log.values).toHaveLength(5);
  expect(log.tail?.clock).toBe(4);
});

test("[D2] two claims made offline: one has it, the other finds each thing in the tray with the winner's name", async () => {
  const id = await opened();
  world.goOffline(cleo);
  world.goOffline(cora);
  await act(cora.session, id, { type: "ticket.claimed" });
  const startsAt = world.clock.now + 86_400_000;
  await scheduleSession(cora.session, id, {
    startsAt,
    minutes: 50,
    mode: "video",
    timeZone: "UTC",
    link: "https://meet.example.org/abc",
  });
  await sendMessage(cora.session, id, "I can see you tomorrow");
  await act(cleo.session, id, { type: "ticket.claimed" });
  await world.goOnline(cleo);
  await world.goOnline(cora);
  expect(world.server.ticket(id)?.assigned).toBe("cleo");
  const tray = await trayItems(cora.replica);
  expect(tray.map((row) => row.entry?.type).sort()).toEqual([
    "chat.message",
    "session.linked",
    "session.scheduled",
    "ticket.claimed",
  ]);
  for (const row of tray) {
    expect(row.reason.winner).toMatchObject({ type: "ticket.claimed", by: "cleo" });
    expect(row.title).toBe("Exams");
  }
  expect(tray.find((row) => row.entry?.type === "ticket.claimed")?.reason.rule).toBe("claim-needs-open");
  expect(await ticketById(cora.replica, id)).toBeNull();
  expect(await cora.replica.outbox.count()).toBe(0);
  expect(await isHeld(cora.replica, docName("ticket", id))).toBe(false);
  expect(await updatesOf(cora.replica, docName("ticket", id))).toEqual([]);
});

test("a claim that is judged while both are online goes to the tray with what depended on it", async () => {
  const id = await opened();
  cora.black = true;
  await act(cora.session, id, { type: "ticket.claimed" });
  await sendMessage(cora.session, id, "Hello");
  cora.black = false;
  await act(cleo.session, id, { type: "ticket.claimed" });
  await world.run();
  const winnerOf = async (device: Device) =>
    (await trayItems(device.replica)).map((row) => row.reason.winner?.by);
  const assigned = world.server.ticket(id)?.assigned;
  const [loser, winner] = assigned === "cleo" ? [cora, "cleo"] : [cleo, "cora"];
  expect(new Set(await winnerOf(loser))).toEqual(new Set([winner]));
  expect(await loser.replica.outbox.count()).toBe(0);
});

test("[D3] a day's work offline arrives in the order in which it was done, the message before the closing", async () => {
  const id = await opened();
  world.goOffline(cleo);
  await act(cleo.session, id, { type: "ticket.claimed" });
  await sendMessage(cleo.session, id, "first");
  await act(cleo.session, id, { type: "session.started" });
  await sendMessage(cleo.session, id, "second");
  await act(cleo.session, id, { type: "session.completed", attendance: "attended" });
  await act(cleo.session, id, { type: "ticket.closed", resolution: "helped" });
  await world.crash(cleo);
  await world.start(cleo);
  await world.goOnline(cleo);
  expect(await trayItems(cleo.replica)).toEqual([]);
  expect(world.server.ticket(id)?.status).toBe("closed");
  expect(
    world.server.entries(docName("chat", id)).map((entry) => (entry as EntryOf<"chat.message">).body),
  ).toEqual(["first", "second"]);
});

test("[D4] a receipt that is lost costs nothing: nothing is sent twice and nothing is lost", async () => {
  const id = await claimed();
  world.server.afterCommit = () => {
    world.server.afterCommit = () => {};
    world.cut(cleo);
  };
  await sendMessage(cleo.session, id, "only once");
  await world.run();
  expect(await messagesOf(cleo.replica, id)).toMatchObject([{ state: "waiting" }]);
  await world.advance(60_000);
  expect(await messagesOf(cleo.replica, id)).toMatchObject([{ state: "accepted", body: "only once" }]);
  expect(world.server.entries(docName("chat", id))).toHaveLength(1);
});

test("a hand-over of one's own leaves nothing in the tray, whatever was lost on the way", async () => {
  const id = await claimed();
  world.server.afterCommit = () => {
    world.server.afterCommit = () => {};
    world.cut(cleo);
  };
  await act(cleo.session, id, { type: "ticket.assigned", to: "cora" });
  await world.advance(60_000);
  expect(await trayItems(cleo.replica)).toEqual([]);
  expect(await cleo.replica.outbox.count()).toBe(0);
  expect(await ticketById(cleo.replica, id)).toBeNull();
  expect(await ticketById(cora.replica, id)).toMatchObject({ assigned: "cora" });
});

test("a ticket given back stays readable as an open one, without its chat and with an empty tray", async () => {
  const id = await claimed();
  await sendMessage(cleo.session, id, "Hello");
  await act(cleo.session, id, { type: "ticket.unclaimed", reason: "workload" });
  await world.run();
  expect(await trayItems(cleo.replica)).toEqual([]);
  expect(await messagesOf(cleo.replica, id)).toEqual([]);
  expect(await ticketById(cleo.replica, id)).toMatchObject({
    status: "open",
    readable: ["ticket", "request"],
  });
  expect(world.server.entries(docName("chat", id))).toHaveLength(1);
});

test("[D5] revoked: base, projections and drafts are deleted, unsent words are in the tray, the server is told", async () => {
  const id = await claimed();
  await sendMessage(sam.session, id, "secret");
  await world.run();
  world.goOffline(cleo);
  await sendMessage(cleo.session, id, "not sent yet");
  await cleo.replica.drafts.put({ key: docName("chat", id), text: "half a thought", at: 1 });
  world.server.append({ id: "ada", role: "admin", status: "active" }, id, "ticket", [
    { id: crypto.randomUUID(), type: "ticket.assigned", by: "ada", at: world.clock.now, to: "cora" },
  ]);
  await world.goOnline(cleo);
  const words = (await trayItems(cleo.replica)).map((row) =>
    row.entry?.type === "chat.message" ? row.entry.body : row.text,
  );
  expect(words.sort()).toEqual(["half a thought", "not sent yet"]);
  for (const row of await trayItems(cleo.replica)) {
    expect(row.reason).toMatchObject({
      rule: "chat-needs-participant",
      winner: { type: "ticket.assigned", by: "ada" },
    });
  }
  for (const table of [
    cleo.replica.held,
    cleo.replica.parts,
    cleo.replica.chatMessages,
    cleo.replica.tickets,
    cleo.replica.drafts,
  ]) {
    expect(JSON.stringify(await table.toArray())).not.toContain(id);
  }
  expect(world.server.purged.flatMap((each) => each.docs)).toContain(docName("chat", id));
  expect(await messagesOf(cora.replica, id)).toMatchObject([{ body: "secret" }]);
});

test("[D10] revoked before the verdict came: the server is asked, and only what it does not have is in the tray", async () => {
  const id = await claimed();
  const handOver = () =>
    world.server.append({ id: "ada", role: "admin", status: "active" }, id, "ticket", [
      { id: crypto.randomUUID(), type: "ticket.assigned", by: "ada", at: world.clock.now, to: "cora" },
    ]);
  world.server.afterCommit = () => {
    world.server.afterCommit = () => {};
    world.cut(cleo);
    handOver();
  };
  await sendMessage(cleo.session, id, "arrived");
  await world.run();
  await sendMessage(cleo.session, id, "never sent");
  await world.advance(60_000);
  expect((await trayItems(cleo.replica)).map((row) => row.entry)).toMatchObject([{ body: "never sent" }]);
  expect(await cleo.replica.outbox.count()).toBe(0);
  expect(world.server.entries(docName("chat", id))).toHaveLength(1);
  expect(cleo.engine.status.get()).toEqual({ state: "synced" });
});

test("[D10] revoked before the verdict came, and it never arrived: it is in the tray with who was first", async () => {
  const id = await claimed();
  await sendMessage(sam.session, id, "so that the chat has a tail");
  await world.run();
  const { receive } = world.server;
  world.server.receive = () => {};
  await sendMessage(cleo.session, id, "lost on the way");
  await world.run();
  world.server.receive = receive;
  world.goOffline(cleo);
  world.server.append({ id: "ada", role: "admin", status: "active" }, id, "ticket", [
    { id: crypto.randomUUID(), type: "ticket.assigned", by: "ada", at: world.clock.now, to: "cora" },
  ]);
  await world.goOnline(cleo);
  expect(await trayItems(cleo.replica)).toMatchObject([
    { entry: { body: "lost on the way" }, reason: { code: "revoked", winner: { by: "ada" } } },
  ]);
  expect(await cleo.replica.outbox.count()).toBe(0);
});

test("stale: someone was first, so it is encoded again on the newer base", async () => {
  const id = await claimed();
  world.goOffline(sam);
  await act(sam.session, id, { type: "ticket.edited", mode: "chat" });
  await act(cleo.session, id, { type: "ticket.triaged", urgency: "low" });
  let stale = 0;
  await world.run();
  world.server.before = (doc) => {
    // Between the catch-up and the push one more entry comes in.
    if (doc !== docName("ticket", id) || stale > 0) return null;
    stale++;
    world.server.append({ id: "cleo", role: "counselor", status: "active" }, id, "ticket", [
      { id: crypto.randomUUID(), type: "ticket.triaged", by: "cleo", at: world.clock.now, urgency: "medium" },
    ]);
    return null;
  };
  await world.goOnline(sam);
  expect(stale).toBe(1);
  expect(world.server.ticket(id)).toMatchObject({ mode: "chat", urgency: "medium" });
  expect(world.server.pushes.filter((push) => push.doc === docName("ticket", id)).length).toBeGreaterThan(3);
  expect((await historyOf(sam.replica, sam.me, id)).map((item) => item.entry.type)).toEqual([
    "ticket.opened",
    "ticket.claimed",
    "ticket.triaged",
    "ticket.triaged",
    "ticket.edited",
  ]);
});

test("retry later keeps everything and backs off", async () => {
  const id = await claimed();
  let asked = 0;
  world.server.before = () => (++asked <= 5 ? { status: "retry-later", code: "unavailable" } : null);
  await sendMessage(cleo.session, id, "patient");
  await world.advance(3_000);
  expect(asked).toBeLessThan(5);
  expect(await messagesOf(cleo.replica, id)).toMatchObject([{ state: "waiting" }]);
  await world.advance(120_000);
  expect(await messagesOf(sam.replica, id)).toMatchObject([{ body: "patient" }]);
});

test("a refused opening takes everything of its ticket to the tray", async () => {
  world.goOffline(sam);
  const id = await openTicket(sam.session, asked);
  await act(sam.session, id, { type: "ticket.edited", mode: "chat" });
  world.server.before = (doc) =>
    doc === docName("ticket", id) ? { status: "refused", code: "clock-ahead" } : null;
  await world.goOnline(sam);
  expect((await trayItems(sam.replica)).map((row) => [row.entry?.type, row.reason.code]).sort()).toEqual([
    ["request.written", "clock-ahead"],
    ["ticket.edited", "clock-ahead"],
    ["ticket.opened", "clock-ahead"],
  ]);
  expect(await ticketById(sam.replica, id)).toBeNull();
});

test("[D7] a restored backup: the base is dropped, and what the server no longer has is sent again with its old ids", async () => {
  const id = await claimed();
  await sendMessage(cleo.session, id, "before the backup");
  await world.run();
  const restore = world.server.backup();
  await sendMessage(cleo.session, id, "after the backup");
  await sendMessage(sam.session, id, "mine too");
  await act(cleo.session, id, { type: "ticket.triaged", urgency: "crisis" });
  await world.run();
  const before = world.server.entries(docName("chat", id)).map((entry) => entry.id);
  for (const device of [sam, cleo, cora]) world.goOffline(device);
  restore();
  expect(world.server.entries(docName("chat", id))).toHaveLength(1);
  for (const device of [sam, cleo, cora]) await world.goOnline(device);
  expect(
    world.server
      .entries(docName("chat", id))
      .map((entry) => entry.id)
      .sort(),
  ).toEqual(before.sort());
  expect(world.server.ticket(id)?.urgency).toBe("crisis");
  for (const device of [sam, cleo]) {
    expect(await messagesOf(device.replica, id)).toHaveLength(3);
    expect(await device.replica.resend.count()).toBe(0);
    expect(await trayItems(device.replica)).toEqual([]);
  }
});

describe("[D7] what rests on another device's entry", () => {
  /** A ticket that the backup does not know; its counselor's device is back first. */
  async function counselorFirst(): Promise<string> {
    const restore = world.server.backup();
    const id = await claimed();
    await sendMessage(cleo.session, id, "I have read it");
    await world.run();
    for (const device of [sam, cleo, cora]) world.goOffline(device);
    restore();
    await world.goOnline(cleo);
    await world.advance(20_000);
    return id;
  }

  test("waits for it, is shown as waiting, and goes when it is there", async () => {
    const id = await counselorFirst();
    expect(world.server.entries(docName("ticket", id))).toEqual([]);
    expect(cleo.engine.status.get()).toEqual({ state: "syncing", waiting: 2, progress: null });
    expect(await trayItems(cleo.replica)).toEqual([]);
    await world.goOnline(sam);
    await world.advance(20_000);
    expect(world.server.ticket(id)).toMatchObject({ status: "claimed", assigned: "cleo" });
    expect(await messagesOf(sam.replica, id)).toMatchObject([{ body: "I have read it" }]);
    expect(await messagesOf(cleo.replica, id)).toMatchObject([{ body: "I have read it" }]);
    expect(await cleo.replica.resend.count()).toBe(0);
    expect(cleo.engine.status.get()).toEqual({ state: "synced" });
    expect(await trayItems(cleo.replica)).toEqual([]);
  });

  test("is not held for ever: the server is asked, and what it refuses is in the tray", async () => {
    await counselorFirst();
    await world.advance(6 * 60_000);
    expect(await cleo.replica.resend.count()).toBe(0);
    expect((await trayItems(cleo.replica)).map(({ entry }) => entry?.type).sort()).toEqual([
      "chat.message",
      "ticket.claimed",
    ]);
  });
});

test("[D8] a socket that falls silent is noticed and replaced", async () => {
  const id = await claimed();
  cleo.black = true;
  await sendMessage(cleo.session, id, "into the void");
  await world.advance(heartbeat.silentMs + heartbeat.answerMs - 1);
  expect(cleo.engine.status.get().state).toBe("offline");
  cleo.black = false;
  await world.advance(60_000);
  expect(await messagesOf(sam.replica, id)).toMatchObject([{ body: "into the void" }]);
});

test("a quiet connection is asked, answers, and stays", async () => {
  await world.advance(10 * heartbeat.silentMs);
  expect(world.server.lines.size).toBe(3);
  expect(cleo.engine.status.get()).toEqual({ state: "synced" });
});

test("a receipt that never comes is a dead socket too", async () => {
  const id = await claimed();
  const { receive } = world.server;
  world.server.receive = () => {};
  await sendMessage(cleo.session, id, "hm");
  await world.run();
  world.server.receive = receive;
  await world.advance(answerWithinMs + 60_000);
  expect(await messagesOf(sam.replica, id)).toMatchObject([{ body: "hm" }]);
});

test("signed out, suspended and outdated are said, and nobody tries again at once", async () => {
  world.close(sam, closeCodes.signedOut);
  world.close(cora, closeCodes.clientTooOld);
  world.server.accounts.set("cleo", { id: "cleo", name: "cleo", role: "counselor", status: "suspended" });
  cleo.probe = "inactive";
  world.close(cleo, closeCodes.admissionChanged);
  await world.advance(25_000);
  expect(sam.engine.status.get()).toEqual({ state: "signed-out" });
  expect(cora.engine.status.get()).toEqual({ state: "outdated" });
  expect(cleo.engine.status.get()).toEqual({ state: "suspended" });
  expect(world.server.lines.size).toBe(0);
});

test("[D37] a session that was sent after its own time is no plan, on either side", async () => {
  const id = await claimed();
  world.goOffline(cleo);
  const startsAt = world.clock.now + 3_600_000;
  await scheduleSession(cleo.session, id, { startsAt, minutes: 50, mode: "video", timeZone: "UTC" });
  const late = async (device: Device, now = world.clock.now) => {
    const row = await ticketById(device.replica, id);
    return row === null ? null : lateSession(row, now);
  };
  expect(await late(cleo)).toBeNull();
  expect(await late(cleo, startsAt)).toBe("unsent");
  world.clock.now = startsAt + 60_000;
  await world.goOnline(cleo);
  const today = async (at: number) =>
    (await ticketsIn(cleo.replica, cleo.session.me, "today", at)).map((row) => row.id);
  for (const device of [sam, cleo]) expect(await late(device)).toBe("sent-late");
  expect(await today(startsAt)).toEqual([]);

  // Another time is a plan again; so is one that was sent in time, once it has passed.
  const next = world.clock.now + 3_600_000;
  await scheduleSession(cleo.session, id, { startsAt: next, minutes: 50, mode: "video", timeZone: "UTC" });
  await world.run();
  for (const device of [sam, cleo]) expect(await late(device, next + 60_000)).toBeNull();
  expect(await today(next)).toEqual([id]);
});

test("the meeting link stands with the session it belongs to", async () => {
  const id = await claimed();
  const sessionId = await scheduleSession(cleo.session, id, {
    startsAt: world.clock.now + 3_600_000,
    minutes: 50,
    mode: "video",
    timeZone: "Europe/Berlin",
  });
  await world.run();
  world.server.append(system, id, "chat", [
    {
      id: crypto.randomUUID(),
      type: "session.linked",
      by: "system",
      at: world.clock.now,
      sessionId,
      url: "https://meet.example.org/x",
      provider: "jitsi",
    },
  ]);
  await world.run();
  expect((await ticketById(sam.replica, id))?.link).toEqual({
    sessionId,
    url: "https://meet.example.org/x",
    provider: "jitsi",
  });
  await act(cleo.session, id, { type: "session.cancelled", sessionId, reason: "illness" });
  await world.run();
  expect((await ticketById(sam.replica, id))?.link).toBeNull();
});

test("drained resolves when the outbox is empty, and when nothing can be done", async () => {
  const id = await claimed();
  await sendMessage(cleo.session, id, "one");
  const drained = cleo.engine.drained();
  await world.run();
  await drained;
  expect(await cleo.replica.outbox.count()).toBe(0);
  world.goOffline(cleo);
  await sendMessage(cleo.session, id, "two");
  await cleo.engine.drained();
  expect(await cleo.replica.outbox.count()).toBe(1);
});
