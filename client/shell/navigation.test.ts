import { expect, test } from "vitest";
import { roles } from "../../shared/policy/roles.ts";
import { isTheirs, placesOf } from "./navigation.ts";

test.each(roles)("every place in the navigation of %s opens for them", (role) => {
  for (const { to } of placesOf(role)) expect(isTheirs(role, to), to).toBe(true);
});

test.each([
  ["student", "/queue/mine"],
  ["student", "/people"],
  ["counselor", "/ask"],
  ["counselor", "/oversight"],
  ["admin", "/ask"],
  ["admin", "/queue"],
] as const)("%s is led home from %s", (role, path) => {
  expect(isTheirs(role, path)).toBe(false);
});

test("a longer name is another address", () => {
  expect(isTheirs("student", "/queued")).toBe(true);
});
