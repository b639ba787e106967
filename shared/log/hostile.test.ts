import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { decodeAppend, encodeAppend, logRoot } from "./append.ts";
import { advance, emptyHead } from "./head.ts";
import { updateLimits } from "./limits.ts";
import { appendOf } from "./log.arbitrary.ts";
import type { GuardRule } from "./malformed.ts";
import { place } from "./place.ts";
import {
  any,
  type Block,
  type Deletes,
  joined,
  lengthOnly,
  notANumber,
  Raw,
  rawObject,
  type Struct,
  updateOf,
} from "./wire.arbitrary.ts";

/** mallory's update: one block of clientID 66 from clock 0 on. */
function of(structs: Struct[], deletes: Deletes = [], block: Partial<Block> = {}): Uint8Array {
  return updateOf([{ client: 66, clock: 0, structs, ...block }], deletes);
}

function entry(content: Uint8Array): Uint8Array {
  return of([{ content }]);
}

function raw(value: Uint8Array): Uint8Array {
  return entry(joined([1], value));
}

function expectRefused(update: Uint8Array, rule: GuardRule): void {
  expect(decodeAppend(update)).toMatchObject({ form: "refused", rule });
}

function nested(levels: number): unknown {
  return levels === 0 ? 1 : { deeper: nested(levels - 1) };
}

/** A real document's update after `change`. */
function changed(change: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = 66;
  change(doc);
  return Y.encodeStateAsUpdate(doc);
}

/** An object whose bytes are exactly so many. */
function ofBytes(size: number): Uint8Array {
  const lengthOf = (characters: number) => rawObject(["body", "x".repeat(characters)]);
  return lengthOf(size - (lengthOf(size).length - size));
}

describe("[G1] size", () => {
  test("[G1] the limits are the protocol's", () => {
    expect(updateLimits).toEqual({ bytes: 262_144, entries: 200, entryBytes: 32_768, depth: 6 });
  });

  test("[G1] an update of 256 KiB at most", () => {
    const most = 8;
    const large = Array.from({ length: most }, () => ({ body: "x".repeat(updateLimits.entryBytes - 64) }));
    const fits = encodeAppend({ client: 66, clock: 0 }, null, large);
    expect(decodeAppend(fits).form).toBe("append");
    expectRefused(encodeAppend({ client: 66, clock: 0 }, null, [...large, ...large]), "G1");
    expectRefused(new Uint8Array(updateLimits.bytes + 1), "G1");
  });

  test("[G1] 200 entries at most, in one item or in many", () => {
    const many = Array.from({ length: updateLimits.entries }, (_, n) => ({ n }));
    expect(decodeAppend(entry(any(...many))).form).toBe("append");
    expectRefused(entry(any(...many, { n: 200 })), "G1");
    const [first, ...rest] = many.map(
      (value, n): Struct => ({ origin: n === 0 ? null : { client: 66, clock: n - 1 }, content: any(value) }),
    );
    if (first === undefined) throw new Error("no struct");
    expect(decodeAppend(of([first, ...rest])).form).toBe("append");
    expectRefused(of([first, ...rest, { origin: { client: 66, clock: 199 }, content: any({}) }]), "G1");
  });

  test("[G1] an entry of 32 KiB at most", () => {
    expect(decodeAppend(raw(ofBytes(updateLimits.entryBytes))).form).toBe("append");
    expectRefused(raw(ofBytes(updateLimits.entryBytes + 1)), "G1");
  });

  test("[G1] six levels deep at most, and ten thousand do not overflow the stack", () => {
    expect(decodeAppend(entry(any(nested(updateLimits.depth)))).form).toBe("append");
    expectRefused(entry(any(nested(updateLimits.depth + 1))), "G1");
    expectRefused(raw(Uint8Array.from({ length: 20_000 }, (_, n) => (n % 2 === 0 ? 117 : 1))), "G1");
  });
});

describe("[G2] Yjs V1 and nothing else", () => {
  test("[G2] a V2 update is not read as one", () => {
    const doc = new Y.Doc();
    doc.getArray(logRoot).push([{ type: "chat.message", body: "hello" }]);
    const decoded = decodeAppend(Y.encodeStateAsUpdateV2(doc));
    expect(decoded.form).toBe("refused");
  });

  test("[G2] seven bytes that make applyUpdate allocate hundreds of megabytes", () => {
    const bomb = new Uint8Array([1, 0x80, 0x80, 0x80, 0x10, 66, 0]);
    expect(bomb.length).toBe(7);
    expectRefused(bomb, "G2");
  });

  test("[G2] lengths that the bytes do not bear out", () => {
    const huge = [0x80, 0x80, 0x80, 0x80, 0x10];
    expectRefused(of([{ content: any({}) }], [], { claims: 2 ** 40 }), "G4");
    for (const type of [116, 117, 118, 119])
      expect(decodeAppend(raw(joined([type], huge))).form).toBe("refused");
    expectRefused(raw(joined([119], huge)), "G2");
  });

  test("[G2] cut short anywhere", () => {
    const whole = encodeAppend({ client: 66, clock: 0 }, null, [
      { body: "hello", n: 1.5, list: [true, null] },
    ]);
    for (let length = 0; length < whole.length; length++) expectRefused(whole.slice(0, length), "G2");
  });

  test("[G2] bytes after the end, a second update among them", () => {
    const whole = encodeAppend({ client: 66, clock: 0 }, null, [{ body: "hello" }]);
    expectRefused(joined(whole, [0]), "G2");
    expectRefused(joined(whole, whole), "G2");
    expectRefused(new Uint8Array([0, 0, 0]), "G2");
  });

  test("[G2] a text that is not UTF-8", () => {
    expectRefused(raw(new Uint8Array([119, 2, 0xc3, 0x28])), "G2");
  });

  test("[G2] a number that lib0 reads as NaN, wherever a number stands", () => {
    const item = joined([8, 1, 3], new TextEncoder().encode(logRoot), any({ n: 1 }));
    const withSize = (size: readonly number[]) =>
      joined([8, 1, 3], new TextEncoder().encode(logRoot), size, rawObject(["n", 1]));
    expect(decodeAppend(joined([1, 1, 66, 0], item, [0])).form).toBe("append");
    const updates = [
      joined(notANumber, [1, 66, 0], item, [0]),
      joined([1], notANumber, [66, 0], item, [0]),
      joined([1, 1], notANumber, [0], item, [0]),
      joined([1, 1, 66], notANumber, item, [0]),
      joined([1, 1, 66, 0], withSize(notANumber), [0]),
      joined([1, 1, 66, 0, 0x88], notANumber, [0], any({ n: 1 }), [0]),
      joined([1, 1, 66, 0, 0x88, 1], notANumber, any({ n: 1 }), [0]),
      joined([1, 1, 66, 0], item, notANumber),
      joined([1, 1, 66, 0, 8, 1, 3], new TextEncoder().encode(logRoot), [1, 118], notANumber, [0]),
      joined([1, 1, 66, 0, 8, 1, 3], new TextEncoder().encode(logRoot), [1, 117], notANumber, [0]),
      joined([1, 1, 66, 0, 8, 1, 3], new TextEncoder().encode(logRoot), [1, 119], notANumber, [0]),
    ];
    for (const update of updates) expectRefused(update, "G2");
  });

  test("[G2] a clientID or clock past 2^53, which would be rounded to somebody else's", () => {
    const past = [0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20];
    expectRefused(joined([1, 1], past, [0, 8]), "G2");
    expectRefused(joined([1, 1, 66], past, [8]), "G2");
  });

  test("[G2] a clientID without a struct", () => {
    expectRefused(of([]), "G2");
  });
});

describe("[G3] no deletes", () => {
  test("[G3] of clocks that do not exist yet: they would be deleted as they arrive", () => {
    const future: Deletes = [{ client: 1, ranges: [{ clock: 1_000, length: 5 }] }];
    expectRefused(of([{ content: any({ n: 1 }) }], future), "G3");
    expectRefused(updateOf([], future), "G3");
  });

  test("[G3] of what was accepted, as a real document sends them", () => {
    const doc = new Y.Doc();
    doc.getArray(logRoot).push([{ n: 1 }, { n: 2 }]);
    const before = Y.encodeStateVector(doc);
    doc.getArray(logRoot).delete(0);
    expectRefused(Y.encodeStateAsUpdate(doc, before), "G3");
  });
});

describe("[G4] items with JSON and nothing else", () => {
  test("[G4] a GC that squats on somebody's clocks", () => {
    expectRefused(updateOf([{ client: 1, clock: 3, structs: [{ ref: 0, content: lengthOnly(5) }] }]), "G4");
  });

  test("[G4] a Skip, alone or before an item", () => {
    expectRefused(of([{ ref: 10, content: lengthOnly(5) }]), "G4");
    expectRefused(of([{ ref: 10, content: lengthOnly(5) }, { content: any({ n: 1 }) }]), "G4");
  });

  test("[G4] every other content that Yjs knows", () => {
    const kinds: ((log: Y.Array<unknown>) => void)[] = [
      (log) => log.push([new Y.Map()]),
      (log) => log.push([new Y.Array()]),
      (log) => log.push([new Y.Text("words")]),
      (log) => log.push([new Y.XmlElement("p")]),
      (log) => log.push([new Uint8Array([1, 2])]),
      (log) => log.push([new Y.Doc()]),
    ];
    for (const push of kinds)
      expectRefused(
        changed((doc) => push(doc.getArray(logRoot))),
        "G4",
      );
    expectRefused(
      changed((doc) => doc.getText(logRoot).insert(0, "words")),
      "G4",
    );
    expectRefused(
      changed((doc) => doc.getText(logRoot).insertEmbed(0, { n: 1 })),
      "G4",
    );
    for (const ref of [1, 2, 3, 4, 5, 6, 7, 9, 11, 31]) expectRefused(of([{ ref, content: any({}) }]), "G4");
  });

  test("[G4] an item of no entry", () => {
    expectRefused(of([{ content: lengthOnly(0) }]), "G4");
  });
});

describe("[G5] the root named log", () => {
  test("[G5] another root, in a real document and by hand", () => {
    expectRefused(
      changed((doc) => doc.getArray("notes").push([{ n: 1 }])),
      "G5",
    );
    expectRefused(of([{ parent: "", content: any({}) }]), "G5");
    expectRefused(of([{ parent: "log2", content: any({}) }]), "G5");
  });

  test("[G5] an item as the parent", () => {
    expectRefused(of([{ parent: { client: 1, clock: 0 }, content: any({}) }]), "G5");
  });

  test("[G5] a key: the log as a map", () => {
    expectRefused(
      changed((doc) => doc.getMap(logRoot).set("0", { n: 1 })),
      "G5",
    );
    expectRefused(of([{ parentSub: "", content: any({}) }]), "G5");
    // Beside an origin Yjs ignores the bit; another implementation may not.
    expectRefused(of([{ origin: { client: 1, clock: 0 }, parentSub: "x", content: any({}) }]), "G5");
  });
});

describe("[G6] one clientID, and one's own", () => {
  const head = advance(emptyHead, { client: 1, owner: "ada", length: 3, version: 1 });

  test("[G6] two clientIDs in one update", () => {
    const structs = [{ content: any({ n: 1 }) }];
    expectRefused(
      updateOf([
        { client: 66, clock: 0, structs },
        { client: 67, clock: 0, structs },
      ]),
      "G6",
    );
    expectRefused(
      updateOf([
        { client: 66, clock: 0, structs },
        { client: 66, clock: 1, structs },
      ]),
      "G6",
    );
  });

  test("[G6] somebody else's clientID, in their name at their next clock", () => {
    const update = encodeAppend({ client: 1, clock: 3 }, { client: 1, clock: 2 }, [{ n: 3 }]);
    expect(place(appendOf(update), head, "linear", "ada").fit).toBe("appends");
    expect(place(appendOf(update), head, "linear", "mallory")).toMatchObject({ fit: "refused", rule: "G6" });
  });
});

describe("[G7][G8] the place in the log", () => {
  const head = advance(emptyHead, { client: 66, owner: "mallory", length: 2, version: 1 });
  const judge = (update: Uint8Array, order: "linear" | "commutative" = "linear") =>
    place(appendOf(update), head, order, "mallory");

  test("[G7] a gap, which would wait in every replica for ever", () => {
    const update = encodeAppend({ client: 66, clock: 3 }, { client: 66, clock: 1 }, [{ n: 3 }]);
    expect(judge(update)).toMatchObject({ fit: "refused", rule: "G7" });
    const far = encodeAppend({ client: 66, clock: 2 ** 52 }, { client: 66, clock: 1 }, [{ n: 3 }]);
    expect(judge(far)).toMatchObject({ fit: "refused", rule: "G7" });
  });

  test("[G7] other content where the head has some: shown as known, so that it can be held against the index", () => {
    const update = encodeAppend({ client: 66, clock: 1 }, { client: 66, clock: 0 }, [{ evil: 1 }, { n: 2 }]);
    expect(judge(update)).toMatchObject({
      fit: "appends",
      known: [{ value: { evil: 1 }, clock: 1 }],
      fresh: [{ value: { n: 2 }, clock: 2 }],
    });
  });

  test("[G8] a rightOrigin, which would put an entry into the past", () => {
    const right = { client: 66, clock: 0 };
    expectRefused(of([{ rightOrigin: right, content: any({}) }]), "G8");
    expectRefused(of([{ origin: { client: 66, clock: 1 }, rightOrigin: right, content: any({}) }]), "G8");
    expectRefused(
      changed((doc) => {
        doc.getArray(logRoot).push([{ n: 1 }]);
        doc.getArray(logRoot).insert(0, [{ n: 0 }]);
      }),
      "G8",
    );
  });

  test("[G8] an origin that nobody has seen, or that is still to come", () => {
    for (const origin of [
      { client: 9, clock: 0 },
      { client: 66, clock: 2 },
      { client: 66, clock: 5 },
    ]) {
      const update = encodeAppend({ client: 66, clock: 2 }, origin, [{ n: 2 }]);
      for (const order of ["linear", "commutative"] as const) {
        expect(judge(update, order)).toMatchObject({ fit: "refused", rule: "G8" });
      }
    }
  });
});

describe("[G9] JSON as it stands on the wire", () => {
  test("[G9] __proto__ as a key, with an object or a primitive, at any depth", () => {
    for (const value of [{ role: "admin" }, "admin", 1, true, null, []]) {
      const object = rawObject(["type", "chat.message"], ["__proto__", value]);
      expectRefused(raw(object), "G9");
      expectRefused(raw(rawObject(["a", new Raw(object)])), "G9");
      expectRefused(raw(joined([117, 1], rawObject(["a", new Raw(object)]))), "G9");
    }
    const harmless = decodeAppend(raw(rawObject(["constructor", 1], ["toString", 2])));
    expect(harmless).toMatchObject({ form: "append" });
  });

  test("[G9] a key that stands twice: readers would differ in which they take", () => {
    expectRefused(raw(rawObject(["body", "kind"], ["body", "evil"])), "G9");
    expectRefused(raw(rawObject(["a", new Raw(rawObject(["b", 1], ["b", 1]))])), "G9");
  });

  test("[G9] values that JSON does not have", () => {
    const float64 = (value: number) => {
      const view = new DataView(new ArrayBuffer(8));
      view.setFloat64(0, value);
      return joined([123], new Uint8Array(view.buffer));
    };
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expectRefused(entry(any({ at: value })), "G9");
      expectRefused(raw(float64(value)), "G9");
    }
    for (const value of [undefined, 12n, new Uint8Array([1, 2, 3])]) {
      expectRefused(entry(any({ value })), "G9");
      expectRefused(entry(any(value)), "G9");
    }
    for (const type of [0, 1, 115, 128, 255]) expectRefused(raw(new Uint8Array([type])), "G9");
  });

  test("[G9] an integer that is not one: NaN by padding, or past 2^53", () => {
    expectRefused(raw(rawObject(["at", new Raw(joined([125, 0x80], notANumber))])), "G9");
    const past = [125, 0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40];
    expectRefused(raw(rawObject(["at", new Raw(joined(past))])), "G9");
  });
});
