import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AttemptBuckets } from "./attempt-buckets.ts";

describe("AttemptBuckets", () => {
  test("gives `size` at once, then says how long to wait, and is right about it", () => {
    let now = 0;
    const buckets = new AttemptBuckets({ size: 3, refillSeconds: 60, now: () => now });
    expect([1, 2, 3].map(() => buckets.take("a"))).toEqual([0, 0, 0]);
    now = 20_000;
    expect(buckets.take("a")).toBe(40);
    expect(buckets.take("b")).toBe(0);
    now = 60_000;
    expect(buckets.take("a")).toBe(0);
    expect(buckets.take("a")).toBe(60);
  });

  test("law: over any stretch nobody gets more than size plus what was refilled", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 30_000 }), { minLength: 1, maxLength: 200 }), (pauses) => {
        let now = 0;
        const buckets = new AttemptBuckets({ size: 5, refillSeconds: 10, now: () => now });
        let allowed = 0;
        for (const pause of pauses) {
          now += pause;
          if (buckets.take("a") === 0) allowed++;
        }
        expect(allowed).toBeLessThanOrEqual(5 + now / 10_000);
      }),
    );
  });

  test("what is given back never adds up to more than size", () => {
    const buckets = new AttemptBuckets({ size: 2, refillSeconds: 60, now: () => 0 });
    for (let n = 0; n < 10; n++) buckets.giveBack("a");
    expect([1, 2, 3].map(() => buckets.take("a"))).toEqual([0, 0, 60]);
  });
});

test("[K15] attempts that are given back leave no trace, so that a flood of them pushes nothing out", () => {
  const buckets = new AttemptBuckets({ size: 5, refillSeconds: 180, now: () => 0 });
  for (let guess = 0; guess < 5; guess++) buckets.take("the one that counts");
  for (let name = 0; name < 60_000; name++) {
    buckets.take(`anybody ${name}`);
    buckets.giveBack(`anybody ${name}`);
  }
  expect(buckets.take("the one that counts")).toBeGreaterThan(0);
});
