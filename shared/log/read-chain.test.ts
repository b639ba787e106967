import fc from "fast-check";
import { expect, test } from "vitest";
import * as Y from "yjs";
import { runs } from "../laws.arbitrary.ts";
import { encodeAppend } from "./append.ts";
import { concatenate } from "./content.ts";
import { grow, steps } from "./log.arbitrary.ts";
import { readChain } from "./read-chain.ts";
import { readLog } from "./read-log.ts";

/** A walk with its updates' indexes in some order, some of them twice. */
const shuffledWalk = steps.chain((walk) =>
  fc.tuple(
    fc.constant(walk),
    fc.shuffledSubarray([...walk.keys()], { minLength: walk.length, maxLength: walk.length }),
    fc.subarray([...walk.keys()]),
  ),
);

test("[L4] a linear log read without a document is what Yjs reads, whatever the order", () => {
  fc.assert(
    fc.property(shuffledWalk, ([walk, shuffled, twice]) => {
      const grown = grow("linear", walk);
      const updates = [...shuffled, ...twice].flatMap((index) => grown[index]?.update ?? []);
      const { values, tail } = readLog(updates);
      expect(readChain(updates)).toEqual({ values, tail });
      const whole = concatenate(grown.map((each) => each.stored));
      expect(readChain([whole])).toEqual({ values, tail });
    }),
    runs(150),
  );
});

test("[L4] of a commutative log what is read without a document is what Yjs reads, or it takes Yjs", () => {
  let chains = 0;
  let others = 0;
  fc.assert(
    fc.property(shuffledWalk, ([walk, shuffled]) => {
      const grown = grow("commutative", walk);
      const updates = shuffled.flatMap((index) => grown[index]?.update ?? []);
      const { values, tail } = readLog(updates);
      const chain = readChain(updates);
      if (chain === null) others++;
      else {
        chains++;
        expect(chain).toEqual({ values, tail });
      }
    }),
    runs(300),
  );
  expect(chains).toBeGreaterThan(0);
  expect(others).toBeGreaterThan(0);
});

test("what a log cannot be is left to Yjs", () => {
  const first = encodeAppend({ client: 1, clock: 0 }, null, [{ a: 1 }]);
  const text = new Y.Doc();
  text.getText("log").insert(0, "words");
  const deleted = new Y.Doc();
  deleted.getArray("log").insert(0, [1, 2]);
  deleted.getArray("log").delete(0, 1);
  const elsewhere = new Y.Doc();
  elsewhere.getArray("other").insert(0, [1]);
  for (const doc of [text, deleted, elsewhere]) {
    expect(readChain([first, Y.encodeStateAsUpdate(doc)])).toBeNull();
  }
  expect(readChain([first.slice(0, -3)])).toBeNull();
  // The entry before it is missing, or its client's earlier ones are.
  expect(readChain([encodeAppend({ client: 2, clock: 0 }, { client: 1, clock: 0 }, [{}])])).toBeNull();
  expect(readChain([encodeAppend({ client: 2, clock: 3 }, null, [{}])])).toBeNull();
});
