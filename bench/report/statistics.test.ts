import fc from "fast-check";
import { expect, test } from "vitest";
import { median, percentile } from "./statistics.ts";

const some = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 50 });

test("a median has as many below as above it, whatever the order", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([10, 2, 1, 3])).toBe(2.5);
  fc.assert(
    fc.property(some, (values) => {
      const middle = median(values);
      const below = values.filter((value) => value < middle).length;
      const above = values.filter((value) => value > middle).length;
      expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
    }),
  );
});

test("a percentile is the least value that so many in a hundred do not pass", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect([0, 1, 50, 99, 100].map((percent) => percentile(hundred, percent))).toEqual([1, 1, 50, 99, 100]);
  fc.assert(
    fc.property(some, fc.integer({ min: 1, max: 100 }), (values, percent) => {
      const found = percentile(values, percent);
      const within = (bound: (value: number) => boolean) =>
        (values.filter(bound).length * 100) / values.length;
      expect(values).toContain(found);
      expect(within((value) => value <= found)).toBeGreaterThanOrEqual(percent - 1e-9);
      expect(within((value) => value < found)).toBeLessThan(percent + 1e-9);
    }),
  );
});

test("nothing has neither", () => {
  expect(() => median([])).toThrow("no median");
  expect(() => percentile([], 50)).toThrow("no percentile");
});
