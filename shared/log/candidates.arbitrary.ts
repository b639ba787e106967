import * as Y from "yjs";
import type { Random } from "../random.arbitrary.ts";
import { logRoot, type Position } from "./append.ts";
import { mutated } from "./mutated.arbitrary.ts";
import {
  any,
  type Block,
  type Deletes,
  joined,
  lengthOnly,
  notANumber,
  rawObject,
  type Struct,
  updateOf,
} from "./wire.arbitrary.ts";
import { type Person, people, replica, type World } from "./world.arbitrary.ts";

/** An update that somebody sends. `honest`: it is an append as a right client makes it, on the newest base or on an older one. */
export type Candidate = { update: Uint8Array; by: Person; honest: "newest" | "older" | "again" | null };

type Make = (world: World, random: Random) => Candidate;

function value(random: Random, levels = 3): unknown {
  const kind = random.below(levels === 0 ? 5 : 8);
  if (kind === 0) return random.below(2 ** 31) * (random.oneIn(2) ? 1 : -1);
  if (kind === 1) return random.below(1_000_000) / 7;
  if (kind === 2) return random.pick([true, false, null]);
  if (kind < 5) return `é${random.below(1_000_000).toString(36)}`;
  if (kind === 5) return Array.from({ length: random.below(4) }, () => value(random, levels - 1));
  return entry(random, levels - 1);
}

function entry(random: Random, levels = 3): object {
  const pairs = Array.from({ length: random.below(3) }, (_, n) => [`k${n}`, value(random, levels)]);
  return { n: random.below(2 ** 31), ...Object.fromEntries(pairs) };
}

function entries(random: Random): object[] {
  return Array.from({ length: 1 + random.below(3) }, () => entry(random));
}

/** A clientID of this person's: one they have used in the log, or a new one. */
function clientOf(world: World, random: Random, by: Person, old = true): number {
  const own = [...world.head.writers].filter(([, writer]) => writer.owner === by).map(([client]) => client);
  const [first, ...rest] = own;
  if (!old || first === undefined || random.oneIn(4)) return random.below(2 ** 32);
  return random.pick([first, ...rest]);
}

function log(doc: Y.Doc) {
  return doc.getArray(logRoot);
}

/** Pushes on the newest base, in one transaction or in several. */
const push: Make = (world, random) => {
  const by = random.pick(people);
  const doc = replica(world);
  doc.clientID = clientOf(world, random, by);
  const before = Y.encodeStateVector(doc);
  for (let turn = 0; turn <= random.below(3); turn++) log(doc).push(entries(random));
  return { update: Y.encodeStateAsUpdate(doc, before), by, honest: "newest" };
};

/** Pushes on an older base, with a clientID of its own, as the protocol asks. */
const pushOnOlder: Make = (world, random) => {
  const by = random.pick(people);
  const doc = replica(world, random.below(world.stored.length + 1));
  doc.clientID = clientOf(world, random, by, false);
  const before = Y.encodeStateVector(doc);
  log(doc).push(entries(random));
  return { update: Y.encodeStateAsUpdate(doc, before), by, honest: "older" };
};

/** Writes offline, hears of the rest, writes on: several items in one update. */
const pushTwice: Make = (world, random) => {
  const by = random.pick(people);
  const doc = replica(world, random.below(world.stored.length + 1));
  doc.clientID = clientOf(world, random, by, false);
  const newest = Y.encodeStateVector(world.doc);
  log(doc).push(entries(random));
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(world.doc));
  log(doc).push(entries(random));
  return { update: Y.encodeStateAsUpdate(doc, newest), by, honest: "older" };
};

/** The receipt got lost: the same update once more. */
const again: Make = (world, random) => {
  const sent = world.sent[random.below(world.sent.length)];
  return sent === undefined ? push(world, random) : { ...sent, honest: "again" };
};

/** What the server has already and more, from one's own clock on. */
const overlap: Make = (world, random) => {
  const by = random.pick(people);
  const doc = replica(world);
  doc.clientID = clientOf(world, random, by);
  const state = Y.decodeStateVector(Y.encodeStateVector(doc));
  log(doc).push(entries(random));
  state.set(doc.clientID, random.below((state.get(doc.clientID) ?? 0) + 1));
  return { update: Y.encodeStateAsUpdate(doc, Y.encodeStateVector(state)), by, honest: "newest" };
};

const doings: readonly [(doc: Y.Doc, random: Random) => void, ...((doc: Y.Doc, random: Random) => void)[]] = [
  (doc, random) => log(doc).insert(random.below(log(doc).length + 1), entries(random)),
  (doc, random) => log(doc).insert(0, entries(random)),
  (doc) => log(doc).length > 0 && log(doc).delete(0, 1),
  (doc, random) => log(doc).length > 0 && log(doc).delete(random.below(log(doc).length), 1),
  (doc, random) => log(doc).push([new Y.Map([["body", entry(random)]])]),
  (doc) => log(doc).push([new Y.Array(), new Y.Text("words"), new Y.XmlElement("p")]),
  (doc) => log(doc).push([new Uint8Array([1, 2, 3])]),
  (doc) => log(doc).push([new Y.Doc()]),
  (doc, random) => doc.getMap("meta").set("body", entry(random)),
  (doc, random) => doc.getArray("other").push(entries(random)),
  (doc) => doc.getText("text").insert(0, "words"),
  (doc) => doc.getXmlFragment("notes").insert(0, [new Y.XmlElement("p"), new Y.XmlText("words")]),
  (doc, random) => {
    log(doc).push(entries(random));
    log(doc).delete(log(doc).length - 1, 1);
  },
  (doc, random) => {
    log(doc).push(entries(random));
    doc.clientID = random.below(2 ** 32);
    log(doc).push(entries(random));
  },
];

/** A real document that does what a log does not allow, perhaps before or after an honest push. */
const misuse: Make = (world, random) => {
  const by = random.pick(people);
  const doc = replica(world);
  doc.clientID = clientOf(world, random, by);
  const before = random.oneIn(8) ? undefined : Y.encodeStateVector(doc);
  if (random.oneIn(3)) log(doc).push(entries(random));
  random.pick(doings)(doc, random);
  if (random.oneIn(3)) log(doc).push(entries(random));
  return { update: Y.encodeStateAsUpdate(doc, before), by, honest: null };
};

/** The log as a map, which a real document takes it for if it is asked for one. */
const asMap: Make = (world, random) => {
  const doc = replica(world);
  const before = Y.encodeStateVector(doc);
  doc.getMap(logRoot).set(random.pick(["0", "body"]), entry(random));
  return { update: Y.encodeStateAsUpdate(doc, before), by: random.pick(people), honest: null };
};

/** Bytes changed at random. */
const mutate: Make = (world, random) => {
  const { update, by } = random.pick([push, push, again, overlap, pushTwice, misuse])(world, random);
  return { update: mutated(update, random, () => push(world, random).update), by, honest: null };
};

function somewhere(world: World, random: Random, client: number, next: number): Position | null {
  const accepted = [...world.head.writers].map(([id, { clock }]) => ({
    client: id,
    clock: random.below(clock),
  }));
  switch (random.below(9)) {
    case 0:
      return null;
    case 1:
      return { client: random.below(2 ** 32), clock: 0 };
    case 2:
      return { client, clock: next + random.below(3) };
    case 3:
    case 4:
      return accepted[random.below(accepted.length)] ?? null;
    default:
      return world.head.tail;
  }
}

function content(random: Random): Uint8Array {
  switch (random.below(14)) {
    case 0:
      return any();
    case 1:
      return any(random.pick([undefined, 12n, new Uint8Array([1]), Number.NaN, Number.POSITIVE_INFINITY]));
    case 2:
      return joined([1], rawObject(["__proto__", { n: random.below(2 ** 31) }]));
    case 3:
      return joined([1], rawObject(["n", random.below(99)], ["n", random.below(99)]));
    case 4:
      return any([[[[[[["deep"]]]]]]]);
    case 5:
      return any(...Array.from({ length: 201 }, () => 0));
    case 6:
      return random.oneIn(8) ? any("x".repeat(33 * 1024)) : any(entry(random));
    case 7:
      return joined(notANumber, rawObject(["n", 1]));
    default:
      return any(...entries(random));
  }
}

/** Written by hand: mostly an append, with a few things about it that are wrong. */
const byHand: Make = (world, random) => {
  const by = random.pick(people);
  const foreign = [...world.head.writers.keys()];
  const client = random.oneIn(6) ? (foreign[random.below(foreign.length)] ?? 5) : clientOf(world, random, by);
  const next = world.head.writers.get(client)?.clock ?? 0;
  const clock = random.pick([next, next, next, next, Math.max(0, next - 1 - random.below(3)), next + 1, 0]);
  const structs: Struct[] = [];
  for (let count = 0; count <= random.below(3); count++) {
    const struct: Struct = {
      origin: somewhere(world, random, client, next),
      content: content(random),
    };
    if (random.oneIn(12)) struct.rightOrigin = somewhere(world, random, client, next);
    if (random.oneIn(12)) struct.parentSub = random.pick(["", "key"]);
    if (random.oneIn(12)) struct.parent = random.pick<string | Position>(["", "lo", { client, clock: 0 }]);
    if (random.oneIn(12)) struct.ref = random.pick([0, 1, 2, 4, 7, 10, 11]);
    if (struct.ref === 0 || struct.ref === 10) struct.content = lengthOnly(1 + random.below(9));
    structs.push(struct);
  }
  const blocks: Block[] = [{ client, clock, structs }];
  if (random.oneIn(12)) blocks.push({ client: random.pick([client, client + 1]), clock: 0, structs });
  if (random.oneIn(20)) blocks[0] = { client, clock, structs, claims: random.pick([0, 2, 2 ** 30]) };
  const deletes: Deletes = random.oneIn(12)
    ? [{ client: random.pick([client, 1]), ranges: [{ clock: random.pick([0, 1_000_000]), length: 3 }] }]
    : [];
  return { update: updateOf(blocks, deletes), by, honest: null };
};

/** Somebody else's name under what a right client made. */
const inAnothersName: Make = (world, random) => {
  const { update, by } = random.pick([push, again, overlap])(world, random);
  return {
    update,
    by: random.pick(people.filter((each) => each !== by) as [Person, ...Person[]]),
    honest: null,
  };
};

const version2: Make = (world, random) => {
  const { update, by } = push(world, random);
  return { update: Y.convertUpdateFormatV1ToV2(update), by, honest: null };
};

/** One candidate for this world: about a third honest, the rest of every kind of attack that is known. */
export function candidate(world: World, random: Random): Candidate {
  const make = random.pick<Make>([
    push,
    push,
    pushOnOlder,
    pushTwice,
    again,
    overlap,
    misuse,
    misuse,
    asMap,
    mutate,
    mutate,
    mutate,
    mutate,
    byHand,
    byHand,
    byHand,
    inAnothersName,
    version2,
  ]);
  return make(world, random);
}
