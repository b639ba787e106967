import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { messageLimits } from "../entries/chat-entries.ts";
import { parseEntry } from "../entries/entry.ts";
import { runs } from "../laws.arbitrary.ts";
import { decodeAppend, encodeAppend, logRoot } from "./append.ts";
import { appendOf, clientId, clock, jsonEntries, position } from "./log.arbitrary.ts";

/** A real document of one writer, and what each change of it sends. */
function writerOf(clientID: number) {
  const doc = new Y.Doc();
  doc.clientID = clientID;
  const sent: Uint8Array[] = [];
  doc.on("update", (update: Uint8Array) => sent.push(update));
  return { doc, log: doc.getArray(logRoot), sent };
}

describe("encode and decode", () => {
  test("[L1] what is encoded is decoded: position, origin and entries", () => {
    fc.assert(
      fc.property(clientId, clock, fc.option(position), jsonEntries, (client, at, origin, entries) => {
        const append = appendOf(encodeAppend({ client, clock: at }, origin, entries));
        expect([append.client, append.clock, append.length]).toEqual([client, at, entries.length]);
        expect(append.runs.map((run) => [run.clock, run.origin])).toEqual([[at, origin]]);
        expect(append.runs[0]?.values).toEqual(entries);
      }),
      runs(500),
    );
  });

  test("[L2] the bytes are those that a real document with that clientID sends for a push", () => {
    fc.assert(
      fc.property(clientId, fc.array(jsonEntries, { minLength: 1, maxLength: 4 }), (client, pushes) => {
        const { log, sent } = writerOf(client);
        let next = 0;
        for (const entries of pushes) {
          log.push(entries);
          const origin = next === 0 ? null : { client, clock: next - 1 };
          expect(encodeAppend({ client, clock: next }, origin, entries)).toEqual(sent.at(-1));
          next += entries.length;
        }
      }),
      runs(300),
    );
  });

  test("[L2] after somebody else's entry too", () => {
    fc.assert(
      fc.property(clientId, clientId, jsonEntries, jsonEntries, (first, second, theirs, ours) => {
        fc.pre(first !== second);
        const base = encodeAppend({ client: first, clock: 0 }, null, theirs);
        const { doc, log, sent } = writerOf(second);
        Y.applyUpdate(doc, base);
        log.push(ours);
        const origin = { client: first, clock: theirs.length - 1 };
        expect(encodeAppend({ client: second, clock: 0 }, origin, ours)).toEqual(sent.at(-1));
      }),
      runs(200),
    );
  });

  test("an update of a real document may hold several items, and each run says where its bytes lie", () => {
    const theirs = writerOf(1);
    const ours = writerOf(2);
    theirs.log.push([{ n: 0 }]);
    Y.applyUpdate(ours.doc, Y.encodeStateAsUpdate(theirs.doc));
    ours.log.push([{ n: 1 }]);
    Y.applyUpdate(theirs.doc, Y.encodeStateAsUpdate(ours.doc));
    theirs.log.push([{ n: 2 }]);
    Y.applyUpdate(ours.doc, Y.encodeStateAsUpdate(theirs.doc));
    ours.log.push([{ n: 3 }, { n: 4 }]);

    const update = Y.encodeStateAsUpdate(ours.doc, new Uint8Array([1, 1, 1]));
    const withoutTheirs = Y.diffUpdate(update, new Uint8Array([1, 1, 2]));
    const append = appendOf(withoutTheirs);
    expect(append.runs.map(({ clock: at, origin, values }) => ({ at, origin, values }))).toEqual([
      { at: 0, origin: { client: 1, clock: 0 }, values: [{ n: 1 }] },
      { at: 1, origin: { client: 1, clock: 1 }, values: [{ n: 3 }, { n: 4 }] },
    ]);
    expect(append.runs[0]?.end).toBe(append.runs[1]?.start);
  });

  test("[G1] the longest honest message fits, in the widest letters there are", () => {
    const file = {
      sha256: "0".repeat(64),
      name: "語".repeat(200),
      type: "application/pdf",
      size: 10_000_000,
    };
    const entry = {
      id: crypto.randomUUID(),
      type: "chat.message",
      by: "語".repeat(64),
      at: 1_700_000_000_000,
      body: "語".repeat(messageLimits.body),
      attachments: new Array(messageLimits.attachments).fill(file),
    };
    expect(parseEntry("chat", entry).ok).toBe(true);
    expect(decodeAppend(encodeAppend({ client: 7, clock: 0 }, null, [entry])).form).toBe("append");
  });

  test("an update that says nothing is empty", () => {
    expect(decodeAppend(Y.encodeStateAsUpdate(new Y.Doc()))).toEqual({ form: "empty" });
  });

  test("the decoder looks at its own bytes only, whatever buffer they lie in", () => {
    const update = encodeAppend({ client: 7, clock: 0 }, null, [{ body: "mine" }]);
    const buffer = new Uint8Array(update.length + 64).fill(120);
    buffer.set(update, 16);
    expect(appendOf(buffer.subarray(16, 16 + update.length)).runs[0]?.values).toEqual([{ body: "mine" }]);
    for (let length = 0; length < update.length; length++) {
      expect(decodeAppend(buffer.subarray(16, 16 + length))).toMatchObject({ form: "refused", rule: "G2" });
    }
  });
});
