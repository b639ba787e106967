import { expect, test } from "vitest";
import { WorkGate } from "./password-work.ts";

test("[K14] passwords are hashed a few at a time, in the order in which they came, and the rest is told to come again", async () => {
  const gate = new WorkGate({ atOnce: 2, mostWaiting: 3 });
  const begun: number[] = [];
  const ends = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  const works = ends.map(({ promise }, index) =>
    gate.run(async () => {
      begun.push(index);
      await promise;
      return index;
    }),
  );
  await expect(gate.run(async () => 0)).rejects.toMatchObject({ code: "busy", retryAfter: 10 });
  expect(begun).toEqual([0, 1]);
  ends[1]?.resolve();
  await works[1];
  await Promise.resolve();
  expect(begun).toEqual([0, 1, 2]);
  for (const { resolve } of ends) resolve();
  expect(await Promise.all(works)).toEqual([0, 1, 2, 3, 4]);
  expect(await gate.run(async () => "again")).toBe("again");
});

test("[K14] work that fails gives its place on", async () => {
  const gate = new WorkGate({ atOnce: 1, mostWaiting: 1 });
  const failing = gate.run(() => Promise.reject(new Error("no")));
  const next = gate.run(async () => "yes");
  await expect(failing).rejects.toThrow("no");
  expect(await next).toBe("yes");
});
