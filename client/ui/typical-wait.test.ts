import { expect, test } from "vitest";
import { typicalWaitWords } from "./typical-wait.ts";

const minute = 60_000;
test.each([
  [0, "5 minutes"],
  [12 * minute, "15 minutes"],
  [55 * minute, "55 minutes"],
  [56 * minute, "an hour"],
  [60 * minute, "an hour"],
  [61 * minute, "2 hours"],
  [3.2 * 60 * minute, "4 hours"],
  [23.5 * 60 * minute, "a day"],
  [25 * 60 * minute, "2 days"],
])("%s ms are about %s", (ms, words) => {
  expect(typicalWaitWords(ms)).toBe(`Usually someone answers within about ${words}.`);
});

test("says nothing while nothing is known", () => {
  expect(typicalWaitWords(null)).toBeNull();
});
