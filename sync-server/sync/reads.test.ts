import { afterEach, expect, test, vi } from "vitest";
import { Reads } from "./reads.ts";

afterEach(() => void vi.useRealTimers());

test("[K10] a person's answers are made one at a time, and nobody waits for somebody else's", async () => {
  const reads = new Reads(() => 0);
  const first = Promise.withResolvers<number>();
  const begun: string[] = [];
  const one = reads.take("mallory", 1, () => {
    begun.push("first");
    return first.promise;
  });
  const two = reads.take("mallory", 1, async () => {
    begun.push("second");
    return 0;
  });
  await reads.take("sam", 1, async () => {
    begun.push("sam's");
    return 0;
  });
  expect(begun).toEqual(["first", "sam's"]);
  first.resolve(0);
  await Promise.all([one, two]);
  expect(begun).toEqual(["first", "sam's", "second"]);
});

test("[K10] what waits for one person is bounded, and an answer that fails holds up none after it", async () => {
  const reads = new Reads(() => 0);
  const failing = reads.take("mallory", 1, () => Promise.reject(new Error("no")));
  const waiting: Promise<void>[] = [];
  for (;;) {
    const next = reads.take("mallory", 2_000, async () => 0);
    if (next === null) break;
    waiting.push(next);
  }
  expect(waiting.length).toBeGreaterThan(100);
  expect(waiting.length).toBeLessThan(600);
  await expect(failing).rejects.toThrow("no");
  await Promise.all(waiting);
  expect(reads.take("mallory", 1, async () => 0)).not.toBeNull();
});

test("[K10] who was answered more than their rate waits for the next", async () => {
  vi.useFakeTimers();
  const reads = new Reads(() => Date.now());
  const times: number[] = [];
  const begun = Date.now();
  const answers = Array.from({ length: 4 }, () =>
    reads.take("mallory", 1, async () => {
      times.push(Date.now() - begun);
      return 8 * 1024 * 1024;
    }),
  );
  await vi.runAllTimersAsync();
  await Promise.all(answers);
  expect(times).toEqual([0, 0, 4_000, 8_000]);
});
