import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import * as Y from "yjs";
import { any, type Struct, updateOf } from "../../shared/log/wire.arbitrary.ts";
import { helloWithinSeconds } from "../../shared/protocol/control.ts";
import { endExpiredAccess } from "./expiry.ts";
import { awarenessOf, statesOf } from "./test-awareness.ts";
import { type SignedIn, startDesk, type TestDesk, testPassword } from "./test-desk.ts";
import type { TestDevice } from "./test-device.ts";

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
afterEach(() => void vi.useRealTimers());
afterAll(async () => {
  expect(desk.errors).toEqual([]);
  await desk.stop();
});

/** One letter of text in the notes' root. */
const text0: Struct = { ref: 4, parent: "notes", content: new Uint8Array([1, 120]) };

/** A ticket of Sam's that Cleo has claimed, and both their devices with all of it. */
async function claimedTicket() {
  const [student, counselor] = [await desk.connect(sam), await desk.connect(cleo)];
  const docs = await student.openTicket();
  await counselor.until(() => counselor.entries(docs.request)?.length === 1);
  await counselor.write(docs.ticket, { type: "ticket.claimed" });
  await counselor.until(() => counselor.entries(docs.chat)?.length === 1);
  await student.until(() => student.entries(docs.ticket)?.length === 2);
  return { student, counselor, ...docs };
}

describe("a socket ends", () => {
  test("[F9] that says no hello within 10 s", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const silent = await desk.connect(sam, { greet: false });
    await silent.opened();
    vi.advanceTimersByTime(helloWithinSeconds * 1_000 - 1);
    expect(silent.bye()).toBeUndefined();
    vi.advanceTimersByTime(1);
    expect((await silent.ended()).code).toBe(4400);
  });

  test("[F9] 4401 when the sign-in behind it ends, and not another's", async () => {
    const tim = await desk.add("student", "Tim");
    const [one, other] = [await desk.connect(tim), await desk.connect(sam)];
    desk.context.accounts.endAllSignIns(tim.person.id);
    expect((await one.ended()).code).toBe(4401);
    expect(one.bye()).toMatchObject({ code: "signed-out" });
    expect(other.closed).toBeNull();
    const again = await desk.connect(tim, { greet: false });
    await again.until(() => again.refusedWith === 401);
  });

  test("[F9] 4403 when the account is suspended; nobody lets it in again", async () => {
    const tom = await desk.add("student", "Tom");
    const device = await desk.connect(tom);
    desk.context.accounts.suspend(tom.person.id, null);
    expect([4401, 4403]).toContain((await device.ended()).code);
    const again = await desk.connect(tom, { greet: false });
    await again.until(() => again.refusedWith === 401);
  });

  test("[F9] 4403 when the role changes; connected again it has what the new role may see and no more", async () => {
    const pat = await desk.add("counselor", "Pat");
    const [student, device] = [await desk.connect(sam), await desk.connect(pat)];
    const { ticket, request, chat } = await student.openTicket();
    await device.until(() => device.entries(request)?.length === 1);
    await device.write(ticket, { type: "ticket.claimed" });
    await device.until(() => device.entries(chat)?.length === 1);
    const from = device.snapshot();
    desk.context.accounts.setRole(pat.person.id, "admin", null);
    expect((await device.ended()).code).toBe(4403);

    const admin = await desk.connect(pat, { from });
    expect(admin.controls("welcome")[0]?.me.role).toBe("admin");
    const fresh = await desk.connect(pat);
    // The server gives the ticket back: an admin has none.
    for (const each of [admin, fresh]) await each.until(() => each.entries(ticket)?.length === 3);
    expect(admin.contents()).toEqual(fresh.contents());
    expect(admin.base.has(chat)).toBe(false);
    expect(await admin.push(chat, [admin.entry({ type: "chat.message", body: "x" })])).toMatchObject({
      status: "refused",
    });
  });

  test("[F9] 4429 after too many refusals", async () => {
    const device = await desk.connect(sue);
    const { chat } = await device.openTicket();
    for (let count = 0; count < 220; count++)
      device.say(chat, { type: "update", update: new Uint8Array([7]) });
    expect((await device.ended()).code).toBe(4429);
    expect(device.messages(chat, "receipt").length).toBeGreaterThan(190);
  });
});

describe("presence", () => {
  test("[F10] states come to the readers with the sender's real name, and only to them", async () => {
    const { student, counselor, chat } = await claimedTicket();
    const [other, stranger] = [await desk.connect(carl), await desk.connect(sue)];
    const lie = { user: { id: cleo.person.id, name: "Cleo", color: "#aabbcc", evil: 1 }, typing: true };
    student.say(chat, { type: "awareness", update: awarenessOf({ client: 5, clock: 1, state: lie }) });
    const heard = (device: TestDevice) =>
      device.messages(chat, "awareness").flatMap(({ update }) => statesOf(update));
    await counselor.until(() => heard(counselor).length === 1);
    const truth = { user: { id: sam.person.id, name: "Sam", color: "#aabbcc" }, typing: true };
    expect(heard(counselor)).toEqual([{ client: 5, clock: 1, state: truth }]);

    // A clientID that another socket speaks for is not taken over, nor removed.
    counselor.say(chat, { type: "awareness", update: awarenessOf({ client: 5, clock: 9, state: null }) });
    counselor.say(chat, {
      type: "awareness",
      update: awarenessOf({ client: 5, clock: 10, state: { x: 1 } }),
    });
    stranger.say(chat, { type: "awareness", update: awarenessOf({ client: 8, clock: 1, state: {} }) });
    other.say(chat, { type: "queryAwareness" });
    for (const each of [counselor, stranger, other]) await each.answered(chat);
    counselor.say(chat, { type: "queryAwareness" });
    await counselor.until(() => heard(counselor).length === 2);
    expect(heard(counselor)[1]).toEqual({ client: 5, clock: 1, state: truth });
    expect(heard(student)).toEqual([]);
    expect(heard(stranger)).toEqual([]);
    expect(heard(other)).toEqual([]);

    student.cut();
    await counselor.until(() => heard(counselor).length === 3);
    expect(heard(counselor)[2]).toEqual({ client: 5, clock: 2, state: null });
  });

  test("[F10] after a rename the new name is said, to oneself too", async () => {
    const una = await desk.add("student", "Una");
    const student = await desk.connect(una);
    const { chat } = await student.openTicket();
    desk.context.accounts.rename(una.person.id, "Una Maria");
    await student.until(() => student.names.get(una.person.id) === "Una Maria");
    student.say(chat, { type: "awareness", update: awarenessOf({ client: 6, clock: 1, state: {} }) });
    student.say(chat, { type: "queryAwareness" });
    await student.until(() => student.messages(chat, "awareness").length === 1);
    const [state] = student.messages(chat, "awareness").flatMap(({ update }) => statesOf(update));
    expect(state?.state).toEqual({ user: { id: una.person.id, name: "Una Maria" } });
  });

  test("[F10] staff hear of a new counselor who connects for the first time, and students do not", async () => {
    const { student, counselor } = await claimedTicket();
    const nina = await desk.add("counselor", "Nina");
    await desk.connect(nina);
    await counselor.until(() => counselor.names.get(nina.person.id) === "Nina");
    expect(student.names.has(nina.person.id)).toBe(false);
  });

  test("awareness that is garbage ends the socket", async () => {
    const { student, chat } = await claimedTicket();
    student.say(chat, { type: "awareness", update: new Uint8Array([1, 2, 3, 1, 65]) });
    expect((await student.ended()).code).toBe(4400);
  });
});

describe("grants move", () => {
  test("[F11] a hand-over revokes all four from the old counselor, whose purge is on record, and grants the new one", async () => {
    const { student, counselor, id, ticket, request, chat, notes } = await claimedTicket();
    const [admin, heir] = [await desk.connect(ada), await desk.connect(carl)];
    await admin.until(() => admin.entries(ticket)?.length === 2);
    const { entry } = await admin.write(ticket, { type: "ticket.assigned", to: carl.person.id });
    await counselor.until(() => !counselor.base.has(chat));
    const all = [ticket, request, chat, notes].toSorted();
    const revoked = counselor.controls("revoked").at(-1);
    expect(revoked?.docs.toSorted()).toEqual(all);
    expect(revoked?.because).toEqual({ [id]: { type: "ticket.assigned", by: ada.person.id, at: entry.at } });
    await heir.until(() => heir.entries(chat)?.length === 1 && heir.entries(ticket)?.length === 3);
    expect(heir.controls("granted").at(-1)?.docs.toSorted()).toEqual(all);
    expect([sam, cleo, ada].map(({ person }) => heir.names.get(person.id))).toEqual(["Sam", "Cleo", "Ada"]);
    await student.holds(ticket, entry.id);

    const { store, ledger } = desk.context.desk;
    const open = async () => {
      await ledger.flush();
      return (await store.devicesNotPurged()).find(({ device }) => device === counselor.device)?.docs ?? 0;
    };
    // Its other tickets' documents may be asked for as well, by earlier tests of this file, but on other devices.
    expect(await open()).toBe(4);
    counselor.control({ t: "purged", docs: [chat, notes, "nonsense"] });
    await counselor.answered(chat);
    expect(await open()).toBe(2);
    counselor.control({ t: "purged", docs: [ticket, request] });
    await counselor.answered(chat);
    expect(await open()).toBe(0);
    expect(
      (await counselor.push(chat, [counselor.entry({ type: "chat.message", body: "still me" })])).status,
    ).toBe("refused");
  });

  test("[D10] who lost a ticket may still ask whether their own entry was accepted before, and learns nothing else", async () => {
    const { counselor, ticket, chat } = await claimedTicket();
    const { entry } = await counselor.write(chat, { type: "chat.message", body: "before the hand-over" });
    const admin = await desk.connect(ada);
    await admin.until(() => admin.entries(ticket)?.length === 2);
    await admin.write(ticket, { type: "ticket.assigned", to: carl.person.id });
    await counselor.until(() => !counselor.base.has(chat));
    expect(await counselor.push(chat, [entry])).toMatchObject({ status: "accepted" });
    const unheard = counselor.entry({ type: "chat.message", body: "after it" });
    expect(await counselor.push(chat, [unheard])).toMatchObject({ status: "refused" });
  });

  test("[F12] emergency access: granted by its route with proof, seen in the history, revoked when it has run out", async () => {
    const { student, counselor, id, ticket, request, chat, notes } = await claimedTicket();
    const admin = await desk.connect(ada);
    const ask = (password: string) =>
      fetch(`http://127.0.0.1:${desk.port}/api/tickets/${id}/emergency-access`, {
        method: "POST",
        headers: { ...ada.headers, "content-type": "application/json" },
        body: JSON.stringify({ password, reason: "welfare check" }),
      });
    const pushed = admin.entry({ type: "access.opened", until: Date.now() + 3_600_000 });
    await admin.until(() => admin.entries(ticket)?.length === 2);
    expect(await admin.push(ticket, [pushed])).toMatchObject({
      status: "refused",
      rule: "access-needs-proof",
    });
    expect((await ask("wrong password")).status).toBeGreaterThanOrEqual(400);
    expect(admin.base.has(chat)).toBe(false);
    expect((await ask(testPassword)).status).toBe(200);
    await admin.until(() => admin.entries(chat)?.length === 1 && admin.entries(request)?.length === 1);
    expect(admin.base.has(notes)).toBe(true);
    for (const each of [student, counselor]) {
      await each.until(() => each.entries(ticket)?.at(-1)?.type === "access.opened");
    }
    await counselor.write(chat, { type: "chat.message", body: "seen by the admin too" });
    await admin.until(() => admin.entries(chat)?.length === 2);

    desk.pass(24 * 3_600_000 + 1);
    // From this moment on nothing more is fed, though the grant still stands in the ledger.
    await counselor.write(chat, { type: "chat.message", body: "not seen any more" });
    await endExpiredAccess(desk.context.desk);
    await admin.until(() => !admin.base.has(chat) && !admin.base.has(request) && !admin.base.has(notes));
    expect(admin.base.has(ticket)).toBe(true);
    expect(admin.messages(chat, "update").length).toBe(2);
    expect(await admin.answered(chat)).toEqual({ type: "denied", reason: "denied" });

    expect((await ask(testPassword)).status).toBe(200);
    await admin.until(() => admin.entries(chat)?.length === 3);
  });
});

describe("notes", () => {
  test("[F13] the assigned counselor writes them on two devices; nobody else, and nothing that is not text in its root", async () => {
    const { student, counselor, ticket, notes } = await claimedTicket();
    const second = await desk.connect(cleo);
    const type = (text: string) => (fragment: Y.XmlFragment) => fragment.insert(0, [new Y.XmlText(text)]);
    const text = (device: TestDevice) => device.doc(notes).getXmlFragment("notes").toString();

    expect(await counselor.pushNotes(notes, type("one "), 11)).toMatchObject({ status: "accepted" });
    await second.until(() => text(second).includes("one"));
    expect(await second.pushNotes(notes, type("two "), 12)).toMatchObject({ status: "accepted" });
    await counselor.until(() => text(counselor).includes("two"));
    await counselor.pushNotes(notes, (fragment) => fragment.delete(0, 1), 13);
    await second.until(() => !text(second).includes("two"));
    expect(text(second)).toBe(text(counselor));

    const refusals: [string, () => Promise<unknown>, object][] = [
      [
        "root",
        () => counselor.pushNotes(notes, (_, copy) => copy.getText("words").insert(0, "x")),
        { rule: "G5" },
      ],
      [
        "map",
        () =>
          counselor.pushHostile(
            notes,
            updateOf([
              { client: 34, clock: 0, structs: [{ parent: "notes", parentSub: "k", content: any(1) }] },
            ]),
          ),
        { rule: "G5" },
      ],
      [
        "future deletes",
        () =>
          counselor.pushHostile(notes, updateOf([], [{ client: 11, ranges: [{ clock: 900, length: 5 }] }])),
        { rule: "G3" },
      ],
      ["garbage", () => counselor.pushHostile(notes, new Uint8Array([1, 9, 9])), { rule: "G2" }],
      ["size", () => counselor.pushHostile(notes, new Uint8Array(300_000)), { rule: "G1" }],
      [
        "gap",
        () => counselor.pushHostile(notes, updateOf([{ client: 31, clock: 7, structs: [text0] }])),
        { rule: "G7" },
      ],
      [
        "unseen origin",
        () =>
          counselor.pushHostile(
            notes,
            updateOf([{ client: 32, clock: 0, structs: [{ ...text0, origin: { client: 77, clock: 3 } }] }]),
          ),
        { rule: "G8" },
      ],
      [
        "bytes inside",
        () =>
          counselor.pushHostile(
            notes,
            updateOf([
              {
                client: 33,
                clock: 0,
                structs: [{ ref: 3, parent: "notes", content: new Uint8Array([1, 7]) }],
              },
            ]),
          ),
        { rule: "G4" },
      ],
    ];
    for (const [what, push, expected] of refusals) {
      expect(await push(), what).toMatchObject({ status: "refused", ...expected });
    }
    expect((await student.pushNotes(notes, type("me"))).code).toBe("denied");
    const admin = await desk.connect(ada);
    expect((await admin.pushNotes(notes, type("me"))).code).toBe("denied");
    await admin.until(() => admin.entries(ticket)?.length === 2);
    await admin.write(ticket, { type: "ticket.assigned", to: carl.person.id });
    const heir = await desk.connect(carl);
    expect(text(heir)).toContain("one");
    expect(await heir.pushNotes(notes, type("mine"), 11)).toMatchObject({ rule: "G6" });
    expect(await heir.pushNotes(notes, type("mine"), 14)).toMatchObject({ status: "accepted" });
    const late = await counselor.pushNotes(notes, type("late"), 15);
    expect(late).toMatchObject({ status: "refused", winner: { type: "ticket.assigned", by: ada.person.id } });
    await heir.write(ticket, { type: "ticket.closed", resolution: "helped" });
    expect(await heir.pushNotes(notes, type("more"), 16)).toMatchObject({ rule: "notes-needs-not-closed" });
  });
});
