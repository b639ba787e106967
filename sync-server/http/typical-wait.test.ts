import { expect, test } from "vitest";
import { createTypicalWait, typicalOf } from "./typical-wait.ts";

test("the typical wait is the median, and nothing is said of fewer than five tickets", () => {
  expect(typicalOf([])).toBeNull();
  expect(typicalOf([1, 2, 3, 4])).toBeNull();
  expect(typicalOf([500, 1, 3, 2, 4])).toBe(3);
  expect(typicalOf([10, 1, 2, 20, 30, 40])).toBe(15);
});

test("looks back 30 days, and asks the store once in ten minutes", async () => {
  const day = 24 * 60 * 60_000;
  let now = 100 * day;
  const asked: number[] = [];
  const typicalWait = createTypicalWait(
    {
      timesToClaim: async (since) => {
        asked.push(since);
        return [1, 2, 3, 4, 5];
      },
    },
    () => now,
  );
  expect(await typicalWait()).toBe(3);
  now += 10 * 60_000 - 1;
  expect(await typicalWait()).toBe(3);
  expect(asked).toEqual([70 * day]);
  now += 1;
  await typicalWait();
  expect(asked).toHaveLength(2);
});

test("a store that failed is asked again", async () => {
  let fails = true;
  const typicalWait = createTypicalWait({
    timesToClaim: async () => {
      if (fails) throw new Error("busy");
      return [];
    },
  });
  await expect(typicalWait()).rejects.toThrow("busy");
  fails = false;
  expect(await typicalWait()).toBeNull();
});
