import { expect, test } from "vitest";
import { atFirstUse } from "./first-use.ts";

test("a part is loaded once, when it is first asked for, however many ask at once", async () => {
  let loads = 0;
  const part = atFirstUse(async () => ++loads);
  expect(loads).toBe(0);
  expect(await Promise.all([part(), part()])).toEqual([1, 1]);
  expect(await part()).toBe(1);
});

test("a load that failed is tried again by whoever asks next", async () => {
  let loads = 0;
  const part = atFirstUse(async () => {
    if (++loads === 1) throw new Error("not yet");
    return "there";
  });
  await expect(part()).rejects.toThrow("not yet");
  expect(await part()).toBe("there");
});
