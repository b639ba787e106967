import { expect, test } from "vitest";
import * as Y from "yjs";
import { makeCorpus, tailOf, updateOf } from "../corpus.ts";
import { readUpdate } from "./read-update.ts";

const [ticket] = makeCorpus({ seed: 3, tickets: 1, perStudent: 1, perCounselor: 1 }).tickets;

/** How many entries of each writer an update holds, and where they end. */
function countsIn(update: Uint8Array): Map<number, { count: number; end: number }> {
  const counts = new Map<number, { count: number; end: number }>();
  readUpdate(update, (client, clock, count) => {
    const before = counts.get(client)?.count ?? 0;
    counts.set(client, { count: before + count, end: clock + count });
  });
  return counts;
}

test("counts what a merged update holds as Yjs itself writes it", () => {
  if (ticket === undefined) throw new Error("no ticket");
  const doc = new Y.Doc();
  Y.applyUpdate(doc, updateOf(ticket, 30));
  const values = {
    n: 1,
    f: 0.5,
    big: 2 ** 40,
    yes: true,
    no: false,
    none: null,
    list: [1, "é"],
    deep: { a: {} },
  };
  doc.getArray("log").push([values, "and", 3]);
  const counts = countsIn(Y.encodeStateAsUpdate(doc));
  expect(counts.get(doc.clientID)).toEqual({ count: 3, end: 3 });
  expect([...counts.values()].reduce((sum, { count }) => sum + count, 0)).toBe(33);
  expect(counts.get(tailOf(ticket, 30).client)).toEqual({ count: 15, end: 15 });
});

test("counts what comes after a state vector from where it begins", () => {
  if (ticket === undefined) throw new Error("no ticket");
  const all = updateOf(ticket, 30);
  const had = Y.encodeStateVectorFromUpdate(updateOf(ticket, 20));
  expect([...countsIn(Y.diffUpdate(all, had)).values()]).toEqual([
    { count: 5, end: 15 },
    { count: 5, end: 15 },
  ]);
});

test("says so when an update is no append", () => {
  const doc = new Y.Doc();
  doc.getText("text").insert(0, "words");
  expect(() => readUpdate(Y.encodeStateAsUpdate(doc), () => undefined)).toThrow("not an append");
});
