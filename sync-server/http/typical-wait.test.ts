import fc from "fast-check";
import { expect, test } from "vitest";
import type { FirstWait } from "../store/store.ts";
import { createTypicalWait, typicalOf } from "./typical-wait.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
const many = (count: number, ms: number, answered: boolean): FirstWait[] =>
  Array.from({ length: count }, () => ({ ms, answered }));

test("[O15] nothing is said of fewer than five answers, nor where most still wait", () => {
  expect(typicalOf([])).toBeNull();
  expect(typicalOf(many(4, minute, true))).toBeNull();
  expect(typicalOf(many(5, minute, true))).toBe(minute);
  expect(typicalOf([...many(5, 3 * minute, true), ...many(20, 9 * day, false)])).toBeNull();
  expect(typicalOf([...many(20, 3 * minute, true), ...many(5, 9 * day, false)])).toBe(3 * minute);
});

test("[O15] who has only just asked changes nothing that was known", () => {
  expect(typicalOf([...many(6, day, true), ...many(50, minute, false)])).toBe(day);
});

const wait = fc.record({ ms: fc.integer({ min: 0, max: 20 }), answered: fc.boolean() });
const waits = fc.array(wait, { minLength: 5, maxLength: 60 });

test("[O15] with nobody waiting it is the time by which half were answered", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000), { minLength: 5, maxLength: 60 }), (times) => {
      const typical = typicalOf(times.map((ms) => ({ ms, answered: true })));
      expect(typical).toBe(times.toSorted((a, b) => a - b)[Math.ceil(times.length / 2) - 1]);
    }),
  );
});

test("[O15] never earlier because somebody waits longer, and it says a time that was an answer's", () => {
  fc.assert(
    fc.property(waits, fc.nat(), fc.nat(20), (some, which, longer) => {
      const typical = typicalOf(some);
      if (typical !== null) expect(some).toContainEqual({ ms: typical, answered: true });
      const later = some.map((each, index) =>
        index === which % some.length ? { ms: each.ms + longer, answered: false } : each,
      );
      expect(typicalOf(later) ?? Infinity).toBeGreaterThanOrEqual(typical ?? Infinity);
    }),
  );
});

test("looks back 30 days over the newest tickets, and asks the store once in ten minutes", async () => {
  let now = 100 * day;
  const asked: unknown[] = [];
  const typicalWait = createTypicalWait(
    {
      firstWaits: async ({ since, now, limit }) => {
        asked.push({ since, now, limit });
        return many(5, 3, true);
      },
    },
    () => now,
  );
  expect(await typicalWait()).toBe(3);
  now += 10 * 60_000 - 1;
  expect(await typicalWait()).toBe(3);
  expect(asked).toEqual([{ since: 70 * day, now: 100 * day, limit: 200 }]);
  now += 1;
  await typicalWait();
  expect(asked).toHaveLength(2);
});

test("a store that failed is asked again", async () => {
  let fails = true;
  const typicalWait = createTypicalWait({
    firstWaits: async () => {
      if (fails) throw new Error("busy");
      return [];
    },
  });
  await expect(typicalWait()).rejects.toThrow("busy");
  fails = false;
  expect(await typicalWait()).toBeNull();
});
