import { expect, test } from "vitest";
import { lateWords } from "./late-words.ts";

const morning = new Date(2026, 2, 3, 9, 12).getTime();
const minute = 60_000;

test("[D15] what arrived more than two minutes after or before its own time says both times", () => {
  expect(lateWords({ at: morning, acceptedAt: morning + 328 * minute })).toBe("Written 09:12, arrived 14:40");
  expect(lateWords({ at: morning, acceptedAt: morning + 24 * 60 * minute })).toBe(
    "Written 3 Mar, 09:12, arrived 4 Mar, 09:12",
  );
  expect(lateWords({ at: 0, acceptedAt: morning })).toMatch(/1970.*2026/);
  expect(lateWords({ at: morning + 3 * minute, acceptedAt: morning })).not.toBeNull();
});

test("[D15] what came as it was written, or waits, says nothing", () => {
  expect(lateWords({ at: morning, acceptedAt: morning + 2 * minute })).toBeNull();
  expect(lateWords({ at: morning })).toBeNull();
});
