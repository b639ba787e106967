import fc from "fast-check";
import { expect, it } from "vitest";
import { stepTo } from "./step-to.ts";

it("arrows and j/k go one row, and stay in the list at its ends", () => {
  expect(stepTo("ArrowDown", 0, 3)).toBe(1);
  expect(stepTo("j", 2, 3)).toBe(2);
  expect(stepTo("k", 0, 3)).toBe(0);
  expect(stepTo("Home", 2, 3)).toBe(0);
  expect(stepTo("End", 0, 3)).toBe(2);
  expect(stepTo("a", 0, 3)).toBeNull();
  expect(stepTo("j", 0, 0)).toBeNull();
});

it("no key ever leaves the list", () => {
  const keys = fc.constantFrom("ArrowDown", "ArrowUp", "j", "k", "PageDown", "PageUp", "Home", "End");
  fc.assert(
    fc.property(keys, fc.integer({ min: 1, max: 5_000 }), fc.nat(), (key, count, start) => {
      const next = stepTo(key, start % count, count);
      return next !== null && next >= 0 && next < count;
    }),
  );
});
