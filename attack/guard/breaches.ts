import { randomUUID } from "node:crypto";
import * as Y from "yjs";
import { encodeAppend, logRoot, type Position } from "../../shared/log/append.ts";
import type { DocName } from "../../shared/log/doc-name.ts";
import { updateLimits } from "../../shared/log/limits.ts";
import type { GuardRule } from "../../shared/log/malformed.ts";
import {
  any,
  joined,
  lengthOnly,
  notANumber,
  rawObject,
  type Struct,
  unending,
  updateOf,
} from "../../shared/log/wire.arbitrary.ts";
import type { TestDevice } from "../../sync-server/sync/test-device.ts";
import { counselorClient } from "../ground.ts";

/** One way to break a rule. `rules`: the ones under which it may be refused in a log that mallory may write. */
export type Breach = { rule: GuardRule; name: string; update: Uint8Array; also?: GuardRule[] };

let clients = 90_000;

/** Every rule of the guard on form, broken in every way we know, after the tail of a log as this device holds it. */
export function breachesOf(mallory: TestDevice, doc: DocName, honestName: string): Breach[] {
  const origin = mallory.tail(doc);
  const entry = (change: object = {}): object => ({
    ...mallory.entry({ type: "chat.message", body: "hostile" }),
    ...change,
  });
  const append = (...entries: object[]) => encodeAppend({ client: clients++, clock: 0 }, origin, entries);
  const of = (...structs: Struct[]) => updateOf([{ client: clients++, clock: 0, structs }]);
  const item = (change: Partial<Struct> = {}): Struct => ({ origin, content: any(entry()), ...change });
  const deletes = (client: number, clock: number) => [{ client, ranges: [{ clock, length: 1 }] }];
  const whole = append(entry());
  const root = joined([8, 1, 3], new TextEncoder().encode(logRoot));
  return [
    { rule: "G1", name: "one byte past 256 KiB", update: new Uint8Array(updateLimits.bytes + 1) },
    { rule: "G1", name: "201 entries", update: append(...Array.from({ length: 201 }, () => entry())) },
    { rule: "G1", name: "201 items", update: of(...Array.from({ length: 201 }, () => item())), also: ["G8"] },
    { rule: "G1", name: "an entry past 32 KiB", update: append(entry({ body: "x".repeat(33_000) })) },
    { rule: "G1", name: "seven levels", update: append(entry({ a: [[[[[[1]]]]]] })) },
    {
      rule: "G1",
      name: "a hundred thousand levels",
      update: of(
        item({
          content: joined(
            [1],
            Uint8Array.from({ length: 200_000 }, (_, n) => 117 - 116 * (n % 2)),
          ),
        }),
      ),
    },
    { rule: "G2", name: "cut short", update: whole.slice(0, -3) },
    { rule: "G2", name: "two updates in one", update: joined(whole, whole) },
    { rule: "G2", name: "a byte too many", update: joined(whole, [0]) },
    { rule: "G2", name: "nothing at all", update: new Uint8Array() },
    { rule: "G2", name: "a number that is none", update: joined([1, 1], notANumber, [0], root, [0]) },
    {
      rule: "G2",
      name: "a number without end, as clientID",
      update: joined([1, 1], unending, [0], root, any(entry()), [0]),
    },
    {
      rule: "G2",
      name: "a number without end, as clock",
      update: joined([1, 1, 66], unending, root, any(entry()), [0]),
    },
    { rule: "G2", name: "a GC under a number without end", update: joined([1, 1], unending, [0, 0, 1, 0]) },
    {
      rule: "G2",
      name: "seven bytes for 261 MB",
      update: new Uint8Array([1, 0x80, 0x80, 0x80, 0x10, 66, 0]),
    },
    {
      rule: "G2",
      name: "V2",
      update: Y.convertUpdateFormatV1ToV2(whole),
      also: ["G3", "G4", "G5", "G6", "G1", "G7", "G8", "G9"],
    },
    { rule: "G3", name: "delete of an honest entry", update: updateOf([], deletes(counselorClient, 0)) },
    {
      rule: "G3",
      name: "delete of what is still to come",
      update: updateOf([], deletes(counselorClient, 1_000_000)),
    },
    {
      rule: "G3",
      name: "delete beside an append",
      update: updateOf([{ client: clients++, clock: 0, structs: [item()] }], deletes(counselorClient, 1)),
    },
    { rule: "G4", name: "GC that squats on clocks", update: of({ ref: 0, content: lengthOnly(1_000) }) },
    {
      rule: "G4",
      name: "GC on an honest clientID",
      update: updateOf([
        { client: counselorClient, clock: 2, structs: [{ ref: 0, content: lengthOnly(9) }] },
      ]),
    },
    { rule: "G4", name: "Skip", update: of({ ref: 10, content: lengthOnly(1_000) }) },
    { rule: "G4", name: "Skip before an item", update: of({ ref: 10, content: lengthOnly(5) }, item()) },
    { rule: "G4", name: "an item of no entry", update: of(item({ content: lengthOnly(0) })) },
    ...[1, 2, 3, 4, 5, 6, 7, 9, 11, 31].map(
      (ref): Breach => ({ rule: "G4", name: `content ${ref}`, update: of(item({ ref })) }),
    ),
    { rule: "G5", name: "another root", update: of(item({ origin: null, parent: "other" })) },
    { rule: "G5", name: "the root __proto__", update: of(item({ origin: null, parent: "__proto__" })) },
    {
      rule: "G5",
      name: "an entry as parent",
      update: of(item({ origin: null, parent: { client: counselorClient, clock: 0 } })),
    },
    { rule: "G5", name: "a key", update: of(item({ origin: null, parentSub: "key" })) },
    { rule: "G5", name: "a key beside an origin", update: of(item({ parentSub: "key" })) },
    {
      rule: "G6",
      name: "an honest clientID at its next clock",
      update: updateOf([{ client: counselorClient, clock: 2, structs: [item()] }]),
    },
    {
      rule: "G6",
      name: "an honest clientID at a known clock",
      update: updateOf([{ client: counselorClient, clock: 0, structs: [item()] }]),
    },
    {
      rule: "G6",
      name: "two clientIDs",
      update: updateOf([1, 2].map(() => ({ client: clients++, clock: 0, structs: [item()] }))),
    },
    {
      rule: "G7",
      name: "a clock with a gap",
      update: updateOf([{ client: clients++, clock: 1, structs: [item()] }]),
    },
    {
      rule: "G7",
      name: "a clock near 2^53",
      update: updateOf([{ client: clients++, clock: 2 ** 52, structs: [item()] }]),
    },
    {
      rule: "G8",
      name: "a right origin",
      update: of(item({ rightOrigin: { client: counselorClient, clock: 0 } })),
    },
    {
      rule: "G8",
      name: "a right origin alone",
      update: of(item({ origin: null, rightOrigin: origin ?? { client: 1, clock: 0 } })),
    },
    { rule: "G8", name: "an origin nobody has seen", update: of(item({ origin: { client: 1, clock: 0 } })) },
    { rule: "G8", name: "itself as origin", update: ownOrigin(item()) },
    { rule: "G9", name: "an unknown key", update: append(entry({ extra: 1 })) },
    {
      rule: "G9",
      name: "__proto__ as a key",
      update: of(
        item({
          content: joined([1], rawObject(["type", "chat.message"], ["__proto__", { by: honestName }])),
        }),
      ),
    },
    { rule: "G9", name: "constructor as a key", update: append(entry({ constructor: { prototype: 1 } })) },
    {
      rule: "G9",
      name: "a key twice",
      update: of(
        item({ content: joined([1], rawObject(["id", randomUUID()], ["body", "kind"], ["body", "evil"])) }),
      ),
    },
    { rule: "G9", name: "somebody else's name", update: append(entry({ by: honestName })) },
    { rule: "G9", name: "the server's name", update: append(entry({ by: "system" })) },
    { rule: "G9", name: "no id", update: append(entry({ id: "1" })) },
    { rule: "G9", name: "an id twice", update: twice(append, entry) },
    { rule: "G9", name: "an hour ahead", update: append(entry({ at: Date.now() + 3_600_000 * 48 })) },
    { rule: "G9", name: "before all time", update: append(entry({ at: -1 })) },
    {
      rule: "G9",
      name: "another log's entry",
      update: append({ ...entry(), type: "ticket.edited", body: undefined, mode: "video" }),
    },
    { rule: "G9", name: "a type of no entry", update: append(entry({ type: "toString" })) },
    { rule: "G9", name: "no object", update: of(item({ content: any("words") })) },
    {
      rule: "G9",
      name: "NaN and Infinity",
      update: append(entry({ at: Number.NaN }), entry({ at: Number.POSITIVE_INFINITY })),
    },
    {
      rule: "G9",
      name: "a bigint, bytes and undefined",
      update: append(entry({ at: 1n }), entry({ body: new Uint8Array(3) })),
    },
    {
      rule: "G10",
      name: "taking back another's message",
      update: append({ ...entry(), type: "chat.redacted", message: randomUUID(), body: undefined }),
      also: ["G9"],
    },
  ];
}

function ownOrigin(struct: Struct): Uint8Array {
  const client = clients++;
  const origin: Position = { client, clock: 0 };
  return updateOf([{ client, clock: 0, structs: [{ ...struct, origin }] }]);
}

function twice(append: (...entries: object[]) => Uint8Array, entry: (change?: object) => object): Uint8Array {
  const id = randomUUID();
  return append(entry({ id }), entry({ id }));
}
