import { expect, test } from "vitest";
import { checkLock, missingFromLock } from "./check-lock.mjs";

test("this project's lock holds every binary it names", () => {
  expect(checkLock()).toEqual([]);
});

test("a binary that is named and not held is found", () => {
  const packages: NonNullable<Parameters<typeof missingFromLock>[0]["packages"]> = {
    "": {},
    "node_modules/a": { optionalDependencies: { "a-linux": "1", "a-mac": "1" } },
  };
  packages["node_modules/a-linux"] = {};
  expect(missingFromLock({ packages })).toEqual([
    "node_modules/a may need a-mac, which package-lock.json does not hold",
  ]);
});

test("a binary counts inside its package, beside it and further out, and nowhere else", () => {
  const needs = { optionalDependencies: { bin: "1" } };
  const at = (place: string) => ({ packages: { "node_modules/@s/a/node_modules/b": needs, [place]: {} } });
  for (const place of [
    "node_modules/@s/a/node_modules/b/node_modules/bin",
    "node_modules/@s/a/node_modules/bin",
    "node_modules/bin",
  ]) {
    expect(missingFromLock(at(place))).toEqual([]);
  }
  expect(missingFromLock(at("node_modules/c/node_modules/bin"))).toHaveLength(1);
});
