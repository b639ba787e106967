import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as Y from "yjs";
import { encodeAppend, type Position } from "../../shared/log/append.ts";
import { type DocName, docName } from "../../shared/log/doc-name.ts";
import { updateLimits } from "../../shared/log/limits.ts";
import type { GuardRule } from "../../shared/log/malformed.ts";
import {
  any,
  type Block,
  joined,
  lengthOnly,
  notANumber,
  rawObject,
  type Struct,
  updateOf,
} from "../../shared/log/wire.arbitrary.ts";
import { clockAheadMs } from "./guard.ts";
import { startDesk, type TestDesk } from "./test-desk.ts";
import type { TestDevice } from "./test-device.ts";

let desk: TestDesk;
/** Both of one ticket; mallory is its student and sends what no client of ours would. */
let mallory: TestDevice;
let honest: TestDevice;
let chat: DocName;
let ticket: DocName;
/** The honest side's clientID in the chat, with two entries. */
const honestClient = 4_001;

beforeAll(async () => {
  desk = await startDesk();
  mallory = await desk.connect(await desk.add("student", "Mallory"));
  honest = await desk.connect(await desk.add("counselor", "Cleo"));
  const docs = await mallory.openTicket();
  chat = docName("chat", docs.id);
  ticket = docName("ticket", docs.id);
  await honest.until(() => honest.entries(ticket)?.length === 1);
  await honest.write(ticket, { type: "ticket.claimed" });
  await honest.until(() => honest.entries(chat)?.length === 1);
  await honest.push(chat, [message(honest), message(honest)], { client: honestClient });
  await mallory.until(() => mallory.entries(chat)?.length === 3);
});
afterAll(async () => {
  expect(desk.errors).toEqual([]);
  await desk.stop();
});

function message(by: TestDevice, body = "hello") {
  return by.entry({ type: "chat.message", body });
}

/** Sends hostile updates; each is refused with the rule, the log stays as it is, and the others go on. */
async function refused(rule: GuardRule, ...updates: Uint8Array[]): Promise<void> {
  const { store } = desk.context.desk;
  for (const update of updates) {
    const [content, { seq }] = [await store.content(chat), await store.identity()];
    const receipt = await mallory.pushHostile(chat, update);
    expect(receipt).toMatchObject({ status: "refused", rule });
    expect(await store.content(chat)).toEqual(content);
    expect((await store.identity()).seq).toBe(seq);
  }
  const { receipt, entry } = await honest.write(chat, { type: "chat.message", body: `after ${rule}` });
  expect(receipt.status).toBe("accepted");
  await mallory.holds(chat, entry.id);
  expect(mallory.entries(chat)).toEqual(honest.entries(chat));
  expect(mallory.closed).toBeNull();
}

let clients = 66_000;
/** An update of one new clientID, its first item after the tail. */
function of(structs: Struct[], block: Partial<Block> = {}): Uint8Array {
  const [first, ...rest] = structs;
  const origin = mallory.tail(chat);
  const placed = first === undefined ? [] : [{ origin, ...first }, ...rest];
  return updateOf([{ client: clients++, clock: 0, structs: placed, ...block }]);
}
function append(entries: readonly object[], origin: Position | null = mallory.tail(chat)): Uint8Array {
  return encodeAppend({ client: clients++, clock: 0 }, origin, entries);
}

test("[G1] too large, too many, too deep", async () => {
  const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
  await refused(
    "G1",
    new Uint8Array(updateLimits.bytes + 1),
    append(Array.from({ length: updateLimits.entries + 1 }, () => message(mallory))),
    append([message(mallory, "x".repeat(updateLimits.entryBytes))]),
    append([{ ...message(mallory), nested: deep(updateLimits.depth) }]),
  );
});

test("[G2] what is not Yjs V1", async () => {
  const whole = append([message(mallory)]);
  const doc = new Y.Doc();
  doc.getArray("log").push([message(mallory)]);
  await refused(
    "G2",
    whole.slice(0, -5),
    joined(whole, [0]),
    joined(whole, whole),
    new Uint8Array([1, 0x80, 0x80, 0x80, 0x10, 66, 0]),
    joined([1, 1], notANumber, [0]),
    new Uint8Array([1]),
  );
  // Whatever V2 looks like to a reader of V1, it is not an append.
  const receipt = await mallory.pushHostile(chat, Y.encodeStateAsUpdateV2(doc));
  expect(receipt.status).toBe("refused");
});

test("[G3] deletes, also of what does not exist yet", async () => {
  const deletes = [{ client: honestClient, ranges: [{ clock: 0, length: 1 }] }];
  const future = [{ client: honestClient, ranges: [{ clock: 1_000_000, length: 9 }] }];
  const structs: Struct[] = [{ origin: mallory.tail(chat), content: any(message(mallory)) }];
  await refused(
    "G3",
    updateOf([], deletes),
    updateOf([], future),
    updateOf([{ client: clients++, clock: 0, structs }], deletes),
  );
});

test("[G4] GC and Skip that squat on clocks, text, types and documents", async () => {
  await refused(
    "G4",
    of([{ ref: 0, content: lengthOnly(1_000) }]),
    of([{ ref: 10, content: lengthOnly(1_000) }]),
    of([{ ref: 1, content: lengthOnly(3) }]),
    of([{ ref: 4, content: joined([5], new TextEncoder().encode("words")) }]),
    of([{ ref: 7, content: new Uint8Array([0]) }]),
  );
});

test("[G5] another root, a nested parent, a key", async () => {
  const content = any(message(mallory));
  await refused(
    "G5",
    of([{ origin: null, parent: "other", content }]),
    of([{ origin: null, parent: { client: honestClient, clock: 0 }, content }]),
    of([{ parentSub: "key", origin: null, content }]),
  );
});

test("[G6] a clientID that somebody else writes with, and two at once", async () => {
  const content = any(message(mallory));
  const origin = mallory.tail(chat);
  await refused(
    "G6",
    updateOf([{ client: honestClient, clock: 2, structs: [{ origin, content }] }]),
    updateOf([
      { client: clients++, clock: 0, structs: [{ origin, content }] },
      { client: clients++, clock: 0, structs: [{ origin, content }] },
    ]),
  );
});

test("[G7] clocks with a gap, and other content at clocks that are taken", async () => {
  const own = message(mallory, "mine");
  const client = clients++;
  expect(await mallory.push(chat, [own], { client })).toMatchObject({ status: "accepted" });
  await mallory.holds(chat, own.id);
  const origin = mallory.tail(chat);
  await refused(
    "G7",
    updateOf([{ client, clock: 2, structs: [{ origin, content: any(message(mallory)) }] }]),
    updateOf([{ client: clients++, clock: 1, structs: [{ origin, content: any(message(mallory)) }] }]),
    encodeAppend({ client, clock: 0 }, origin, [message(mallory, "another")]),
    encodeAppend({ client, clock: 0 }, origin, [message(mallory, "another"), message(mallory)]),
  );
});

test("[G8] a right origin, and an origin that is not accepted", async () => {
  const content = any(message(mallory));
  await refused(
    "G8",
    of([{ rightOrigin: { client: honestClient, clock: 0 }, content }]),
    of([{ origin: { client: honestClient, clock: 500 }, content }]),
    of([{ origin: { client: 1, clock: 0 }, content }]),
  );
  // In a linear log whoever does not continue the tail is stale and not hostile.
  const edit = mallory.entry({ type: "ticket.edited", mode: "video" });
  const [first] = [mallory.doc(ticket).getArray("log")];
  expect(first?.length).toBe(2);
  expect(await mallory.push(ticket, [edit], { origin: null })).toMatchObject({ status: "stale" });
});

test("[G9] entries that are not what the schema says, in another's name, from the future, or there already", async () => {
  const good = message(mallory);
  const evil = rawObject(
    ["id", randomUUID()],
    ["type", "chat.message"],
    ["by", mallory.person.id],
    ["at", 1],
    ["body", "x"],
    ["__proto__", { body: "inherited" }],
  );
  const [theirs] = honest.entries(chat) ?? [];
  await refused(
    "G9",
    append([{ ...good, extra: 1 }]),
    append([{ ...good, id: "not-a-uuid" }]),
    append([{ ...good, by: honest.person.id }]),
    append([{ ...good, type: "ticket.claimed" }]),
    append([{ ...good, type: "toString" }]),
    append([good, { ...message(mallory), id: good.id }]),
    append([{ ...good, at: Date.now() + clockAheadMs + 60_000 }]),
    append([{ ...good, at: -1 }]),
    append([{ ...good, body: "x".repeat(8_001) }]),
    of([{ content: joined([1], evil) }]),
    of([{ content: any("a string") }]),
    of([{ content: any(Number.NaN) }]),
    append([
      { ...message(mallory), id: honest.entries(chat)?.find(({ by }) => by === honest.person.id)?.id },
    ]),
  );
  expect(theirs).toBeDefined();
  const ahead = await mallory.push(chat, [{ ...good, at: Date.now() + clockAheadMs + 60_000 }]);
  expect(ahead).toMatchObject({ status: "refused", rule: "G9", code: "clock-ahead", entry: good.id });
  const late = { ...message(mallory), at: Date.now() + clockAheadMs - 30_000 };
  expect(await mallory.push(chat, [late])).toMatchObject({ status: "accepted" });
  await mallory.holds(chat, late.id);
});

test("[G10] what the policy does not allow, each entry on the state that those before it made", async () => {
  const claim = mallory.entry({ type: "ticket.claimed" });
  const before = mallory.entries(ticket);
  expect(await mallory.push(ticket, [claim])).toMatchObject({
    status: "refused",
    code: "policy",
    rule: "claim-needs-counselor",
    entry: claim.id,
  });
  // The first is right and the second is wrong because of it: none is accepted.
  const unclaim = () => honest.entry({ type: "ticket.unclaimed", reason: "workload" });
  const both = [unclaim(), unclaim()];
  expect(await honest.push(ticket, both)).toMatchObject({
    status: "refused",
    rule: "unclaim-needs-assigned",
    entry: both[1]?.id,
  });
  const redact = mallory.entry({ type: "chat.redacted", message: honest.entries(chat)?.[1]?.id ?? "" });
  expect(await mallory.push(chat, [redact])).toMatchObject({
    status: "refused",
    rule: "redact-needs-author",
  });
  const systemLink = mallory.entry({
    type: "session.linkFailed",
    sessionId: randomUUID(),
    code: "x",
  });
  expect(await mallory.push(chat, [systemLink])).toMatchObject({ rule: "link-failed-needs-system" });
  expect(mallory.entries(ticket)).toEqual(before);
  const mine = await mallory.write(chat, { type: "chat.message", body: "fair" });
  const taken = await mallory.write(chat, { type: "chat.redacted", message: mine.entry.id });
  expect(taken.receipt.status).toBe("accepted");
  await honest.holds(chat, taken.entry.id);
  expect(honest.entries(chat)).toEqual(mallory.entries(chat));
});
