import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Role } from "../../shared/policy/roles.ts";
import type { Person } from "../accounts/person.ts";
import { Allowances } from "./allowances.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function person(id: string, role: Role): Person {
  return { id, name: id, email: `${id}@example.org`, role, status: "active" };
}

const mebibyte = 1024 * 1024;

test("[K10] who catches up again and again waits for it, and nobody else does", async () => {
  const allowances = new Allowances(() => Date.now());
  const begun = Date.now();
  const ends: Record<string, number> = {};
  const catchesUp = async (name: string, who: Person, bytes: number) => {
    await allowances.beginsToCatchUp(who);
    await allowances.wasSent(who, bytes);
    ends[name] = Date.now() - begun;
  };
  const [mallory, sam, cleo] = [
    person("mallory", "student"),
    person("sam", "student"),
    person("cleo", "counselor"),
  ];
  const all: Promise<void>[] = [];
  for (let device = 0; device < 5; device++) all.push(catchesUp(`sam ${device}`, sam, mebibyte));
  for (let device = 0; device < 5; device++) all.push(catchesUp(`cleo ${device}`, cleo, 12 * mebibyte));
  for (let device = 0; device < 40; device++) all.push(catchesUp(`mallory ${device}`, mallory, mebibyte));
  await vi.runAllTimersAsync();
  await Promise.all(all);
  for (let device = 0; device < 5; device++) {
    expect(ends[`sam ${device}`]).toBe(0);
    expect(ends[`cleo ${device}`]).toBe(0);
  }
  // 40 MiB and what beginning costs, of which 6 came at once and then 1 each second.
  expect(ends["mallory 39"]).toBeGreaterThan(30_000);
  expect(ends["mallory 39"]).toBeLessThan(40_000);
});

test("[K11] whose messages take long is not listened to for a while, on any socket", () => {
  let passed = 0;
  const allowances = new Allowances(
    () => 0,
    () => passed,
  );
  const slow = (ms: number, who = "mallory") =>
    allowances.attend(who, () => {
      passed += ms;
    });
  expect(slow(250)).toBe(0);
  expect(slow(50)).toBe(1_000 - 50);
  expect(slow(10_000)).toBe(5_000);
  expect(slow(50, "sam")).toBe(0);
  passed += 1_000_000;
  expect(slow(200)).toBe(0);
});

test("[K10] a person's devices are read for one after another, and nobody waits for somebody else's", async () => {
  vi.useRealTimers();
  const allowances = new Allowances(() => 0);
  const order: string[] = [];
  const read = (name: string, who: string) => allowances.inTurn(who, async () => void order.push(name));
  const failing = allowances.inTurn("mallory", () => Promise.reject(new Error("no")));
  const all = [read("first", "mallory"), read("second", "mallory"), read("sam's", "sam")];
  expect(order).toEqual(["sam's"]);
  await expect(failing).rejects.toThrow("no");
  await Promise.all(all);
  expect(order).toEqual(["sam's", "first", "second"]);
});

test("[K20] what one person writes is within a rate that days offline stay far below", () => {
  let now = 0;
  const allowances = new Allowances(() => now);
  let bytes = 0;
  while (allowances.mayWrite("mallory", 256 * 1024)) bytes += 256 * 1024;
  expect(bytes).toBe(64 * mebibyte);
  expect(allowances.mayWrite("sam", 256 * 1024)).toBe(true);
  now += 86_400_000;
  for (bytes = 0; allowances.mayWrite("mallory", 256 * 1024); ) bytes += 256 * 1024;
  expect(bytes).toBeLessThanOrEqual(64 * mebibyte);
});
