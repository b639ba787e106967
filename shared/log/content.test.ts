import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { runs } from "../laws.arbitrary.ts";
import { logRoot } from "./append.ts";
import { concatenate, emptyUpdate, reachingPast, type StoredItems } from "./content.ts";
import { type Grown, grow, steps } from "./log.arbitrary.ts";
import type { LogOrder } from "./place.ts";

function docOf(...updates: Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc;
}

function expectSame(one: Y.Doc, other: Y.Doc): void {
  expect(one.getArray(logRoot).toArray()).toEqual(other.getArray(logRoot).toArray());
  expect(Y.encodeStateVector(one)).toEqual(Y.encodeStateVector(other));
  expect(one.store.pendingStructs).toBeNull();
  expect(other.store.pendingStructs).toBeNull();
}

const updates = (grown: Grown[]) => grown.map((each) => each.update);
const stored = (grown: Grown[]) => grown.map((each) => each.stored);

describe.each<LogOrder>(["linear", "commutative"])("a %s log's content", (order) => {
  test("[L3] the concatenation of its stored items is the log, whoever wrote in between", () => {
    fc.assert(
      fc.property(steps, (walk) => {
        const grown = grow(order, walk);
        expectSame(docOf(concatenate(stored(grown))), docOf(...updates(grown)));
      }),
      runs(200),
    );
  });

  test("[L3] so is any beginning and, on top of it, the rest since then", () => {
    fc.assert(
      fc.property(steps, fc.nat(), (walk, at) => {
        const grown = grow(order, walk);
        const cut = at % (grown.length + 1);
        const before = concatenate(stored(grown.slice(0, cut)));
        const since = concatenate(stored(grown.slice(cut)));
        expectSame(docOf(before, since), docOf(...updates(grown)));
      }),
      runs(200),
    );
  });

  test("[L3] Yjs reads the same state from it as from its own merge", () => {
    fc.assert(
      fc.property(steps, (walk) => {
        const grown = grow(order, walk);
        const doc = docOf(concatenate(stored(grown)));
        const merged = docOf(Y.mergeUpdates(updates(grown)));
        expect(Y.encodeStateAsUpdate(doc)).toEqual(Y.encodeStateAsUpdate(merged));
      }),
      runs(100),
    );
  });

  test("[L3] what reaches past any state vector brings its asker as far as Yjs's own difference does", () => {
    const asked = fc.array(fc.nat(20), { maxLength: 4 });
    fc.assert(
      fc.property(steps, fc.nat(), asked, fc.boolean(), (walk, at, lies, joined) => {
        const grown = grow(order, walk);
        const whole = concatenate(stored(grown));
        const asker = docOf(concatenate(stored(grown.slice(0, at % (grown.length + 1)))));
        const held = Y.decodeStateVector(Y.encodeStateVector(asker));
        const rows = joined ? joinedByClient(stored(grown)) : stored(grown);
        const ends = Y.decodeStateVector(Y.encodeStateVectorFromUpdate(whole));
        const lacked = concatenate(reachingPast(rows, ends, held));
        const difference = Y.diffUpdate(whole, Y.encodeStateVector(held));
        const asYjs = docOf(Y.encodeStateAsUpdate(asker), difference);
        Y.applyUpdate(asker, lacked);
        expectSame(asker, asYjs);

        // A vector that no replica has, between two stored appends or beyond them all, loses nothing either.
        const lie = new Map([...ends.keys()].map((client, index) => [client, lies[index] ?? 0]));
        const given = Y.decodeUpdate(concatenate(reachingPast(rows, ends, lie))).structs;
        for (const [client, end] of ends) {
          const first = given.find(({ id }) => id.client === client)?.id.clock ?? end;
          expect(first).toBeLessThanOrEqual(Math.min(end, lie.get(client) ?? 0));
        }
        const nothing = reachingPast(rows, ends, ends);
        expect(nothing).toEqual([]);
      }),
      runs(200),
    );
  });
});

/** As compaction leaves them: one for each clientID. */
function joinedByClient(appends: StoredItems[]): StoredItems[] {
  return [...Map.groupBy(appends, ({ client }) => client).values()].map((mine) => ({
    client: mine[0]?.client ?? 0,
    clock: mine[0]?.clock ?? 0,
    items: mine.reduce((sum, { items }) => sum + items, 0),
    body: new Uint8Array(Buffer.concat(mine.map(({ body }) => body))),
  }));
}

test("the walks are not vacuous: several writers take turns and somebody continues an older entry", () => {
  const [walk] = fc.sample(steps, { numRuns: 1, seed: 3 });
  const many = [...(walk ?? []), { writer: 0, entries: 2, after: 0 }, { writer: 1, entries: 1, after: 0 }];
  const grown = grow("commutative", many);
  const inOrder = grow("linear", many);
  expect(new Set(stored(grown).map((each) => each.client)).size).toBeGreaterThan(1);
  expect(
    docOf(...updates(grown))
      .getArray(logRoot)
      .toArray(),
  ).not.toEqual(
    docOf(...updates(inOrder))
      .getArray(logRoot)
      .toArray(),
  );
});

test("nothing stored is an update that says nothing", () => {
  expect(concatenate([])).toEqual(emptyUpdate);
  expect(docOf(emptyUpdate).getArray(logRoot).length).toBe(0);
});
