import fc from "fast-check";
import { expect, test } from "vitest";
import { runs } from "../laws.arbitrary.ts";
import { advance, emptyHead, type Head, type Writer } from "./head.ts";
import { withWriters } from "./writers.ts";

function headOf(writers: number): Head {
  const all = Array.from({ length: writers }, (_, client): [number, Writer] => [
    client,
    { clock: 1, owner: "sam" },
  ]);
  return { ...emptyHead, writers: new Map(all) };
}

/** Milliseconds of CPU that so many pushes cost in a log, each of one of 500 clientIDs in turn. */
function costOf(pushes: number, first: Head): number {
  const before = process.cpuUsage();
  let head = first;
  for (let push = 0; push < pushes; push++)
    head = advance(head, { client: push % 500, owner: "sam", length: 1, version: push });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

test("[K47] a push in a log of 10,000 clientIDs costs little more than in one of 500", () => {
  costOf(500, headOf(500));
  expect(costOf(1_000, headOf(10_000))).toBeLessThan(10 * costOf(1_000, headOf(500)));
});

test("writers that share what has not changed read as a map of all of them, and the former ones stay", () => {
  const client = fc.integer({ min: 0, max: 400 });
  const change = fc.array(fc.tuple(client, fc.record({ clock: fc.nat(), owner: fc.constant("cleo") })), {
    maxLength: 90,
  });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), fc.array(change, { maxLength: 6 }), (size, changes) => {
      let writers: ReadonlyMap<number, Writer> = headOf(size).writers;
      let plain = new Map(writers);
      for (const each of changes) {
        const [before, copy] = [writers, plain];
        writers = withWriters(writers, each);
        plain = new Map([...plain, ...each]);
        expect(new Map(writers)).toEqual(plain);
        expect(writers.size).toBe(plain.size);
        expect(new Map(before)).toEqual(copy);
        for (const [key] of each)
          expect([writers.has(key), writers.get(key)]).toEqual([true, plain.get(key)]);
      }
      expect([...writers.keys()].sort()).toEqual([...plain.keys()].sort());
    }),
    runs(200),
  );
});
