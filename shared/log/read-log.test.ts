import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { runs } from "../laws.arbitrary.ts";
import { encodeAppend } from "./append.ts";
import { concatenate } from "./content.ts";
import { emptyHead } from "./head.ts";
import { grow, steps } from "./log.arbitrary.ts";
import { readLog } from "./read-log.ts";

describe("reading a log", () => {
  test("[L4] in a linear log the tail is the head's, and the values stand in the order of acceptance", () => {
    fc.assert(
      fc.property(steps, (walk) => {
        const grown = grow("linear", walk);
        const log = readLog(grown.map((each) => each.update));
        expect(log.tail).toEqual((grown.at(-1)?.head ?? emptyHead).tail);
        expect(log.values).toEqual(
          walk.flatMap(({ writer, entries }, step) =>
            Array.from({ length: entries }, (_, nth) => ({ step, nth, of: `person-${writer}` })),
          ),
        );
      }),
      runs(150),
    );
  });

  test("[L4] what is appended after the tail is read last, in a commutative log too", () => {
    fc.assert(
      fc.property(steps, (walk) => {
        const base = grow("commutative", walk).map((each) => each.update);
        const { tail, values } = readLog(base);
        const next = encodeAppend({ client: 1, clock: 0 }, tail, [{ last: true }]);
        const after = readLog([...base, next]);
        expect(after.values).toEqual([...values, { last: true }]);
        expect(after.tail).toEqual({ client: 1, clock: 0 });
      }),
      runs(150),
    );
  });

  test("[L4] the updates may come in any order, and their one update reads the same", () => {
    fc.assert(
      fc.property(
        steps.chain((walk) =>
          fc.tuple(
            fc.constant(walk),
            fc.shuffledSubarray([...walk.keys()], { minLength: walk.length, maxLength: walk.length }),
          ),
        ),
        ([walk, shuffled]) => {
          const grown = grow("commutative", walk);
          const whole = readLog([concatenate(grown.map((each) => each.stored))]);
          const log = readLog(shuffled.flatMap((index) => grown[index]?.update ?? []));
          expect([log.values, log.tail]).toEqual([whole.values, whole.tail]);
          const again = readLog([log.update]);
          expect([again.values, again.tail]).toEqual([whole.values, whole.tail]);
        },
      ),
      runs(150),
    );
  });

  test("[L4] nothing waits in a Yjs document: one by one as accepted, or merged into one in any order", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("linear" as const, "commutative" as const),
        steps.chain((walk) =>
          fc.tuple(
            fc.constant(walk),
            fc.shuffledSubarray([...walk.keys()], { minLength: walk.length, maxLength: walk.length }),
          ),
        ),
        (order, [walk, shuffled]) => {
          const updates = grow(order, walk).map((each) => each.update);
          const asAccepted = new Y.Doc();
          for (const update of updates) Y.applyUpdate(asAccepted, update);
          const merged = new Y.Doc();
          Y.applyUpdate(merged, Y.mergeUpdates(shuffled.flatMap((index) => updates[index] ?? [])));
          for (const doc of [asAccepted, merged]) {
            expect(doc.store.pendingStructs).toBeNull();
            expect(doc.getArray("log").toJSON()).toEqual(asAccepted.getArray("log").toJSON());
          }
        },
      ),
      runs(150),
    );
  });

  test("[L4] updates that wait for each other in Yjs's pending store are read too", () => {
    const walk = [
      [1, 4, 0],
      [1, 1, 1],
      [3, 2, 2],
      [3, 4, 1],
      [0, 4, 1],
      [1, 2, 14],
      [0, 4, 15],
      [0, 1, 7],
      [1, 4, 11],
      [0, 4, 1],
      [0, 2, 21],
      [2, 3, 17],
    ].map(([writer = 0, entries = 0, after = 0]) => ({ writer, entries, after }));
    const grown = grow("commutative", walk);
    const order = [9, 1, 2, 5, 0, 3, 4, 8, 11, 10, 6, 7];
    const shuffled = order.flatMap((index) => grown[index]?.update ?? []);
    const doc = new Y.Doc();
    for (const update of shuffled) Y.applyUpdate(doc, update);
    expect(doc.store.pendingStructs).not.toBeNull();

    const log = readLog(shuffled);
    expect(log.values).toEqual(readLog(grown.map((each) => each.update)).values);
    expect(log.values.length).toBe(35);
  });

  test("an empty log has no tail", () => {
    expect(readLog([])).toMatchObject({ values: [], tail: null });
  });
});
