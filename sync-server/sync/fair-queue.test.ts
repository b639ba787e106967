import fc from "fast-check";
import { expect, test } from "vitest";
import { FairQueue, ofOneAtOnce, share } from "./fair-queue.ts";

const all = { items: 1_000, bytes: 1_000_000 };

test("[K11] who sends one thing waits for one thing of everybody else, however much they have sent", () => {
  const queue = new FairQueue<string>(10_000);
  for (let count = 0; count < 500; count++) queue.add("mallory", `m${count}`, 10);
  queue.add("sam", "s0", 10);
  expect(queue.take({ items: 3, bytes: 1_000 })).toEqual(["m0", "s0", "m1"]);
  expect(queue.take(all)).toHaveLength(ofOneAtOnce);
});

test("[K11] nobody takes more than their share of what may wait", () => {
  const queue = new FairQueue<number>(10_000);
  let taken = 0;
  while (queue.add("mallory", taken, 100)) taken++;
  expect(taken).toBe(share.items);
  expect(queue.add("sam", 1, 100)).toBe(true);
  const large = new FairQueue<number>(10_000);
  expect([1, 2, 3].map((each) => large.add("mallory", each, share.bytes / 2))).toEqual([true, true, false]);
  expect(new FairQueue<number>(1).add("sam", 1, 2 * share.bytes)).toBe(true);
});

test("each person's things come out in their order, every one of them once, within the bounds", () => {
  const thing = fc.record({ person: fc.constantFrom("a", "b", "c"), bytes: fc.integer({ min: 0, max: 50 }) });
  fc.assert(
    fc.property(
      fc.array(thing),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 90 }),
      (things, items, bytes) => {
        const queue = new FairQueue<{ person: string; number: number; bytes: number }>(1_000);
        things.forEach((each, number) => void queue.add(each.person, { ...each, number }, each.bytes));
        const out = [];
        while (queue.size > 0) {
          const turn = queue.take({ items, bytes });
          expect(turn.length).toBeGreaterThan(0);
          expect(turn.length).toBeLessThanOrEqual(items);
          const sum = turn.reduce((total, each) => total + each.bytes, 0);
          if (turn.length > 1) expect(sum).toBeLessThanOrEqual(bytes);
          out.push(...turn);
        }
        for (const person of ["a", "b", "c"]) {
          const numbers = out.filter((each) => each.person === person).map(({ number }) => number);
          expect(numbers).toEqual(things.flatMap((each, number) => (each.person === person ? [number] : [])));
        }
        expect(queue.take(all)).toEqual([]);
      },
    ),
  );
});
