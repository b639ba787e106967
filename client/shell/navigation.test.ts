import { expect, test } from "vitest";
import { roles } from "../../shared/policy/roles.ts";
import { isAt, isTheirs, placesOf } from "./navigation.ts";

test.each(roles)("every place in the navigation of %s opens for them", (role) => {
  expect(placesOf(role)).not.toEqual([]);
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

test.each([
  ["student", "/", "My tickets"],
  ["student", "/tickets/1", "My tickets"],
  ["student", "/ask", "Ask for help"],
  ["counselor", "/queue/mine", "Queue"],
  ["counselor", "/tickets/1", "Queue"],
  ["admin", "/tickets/1", "Tickets"],
  ["admin", "/settings", "Settings"],
] as const)("%s at %s is in %s and nowhere else", (role, path, label) => {
  expect(placesOf(role).filter((place) => isAt(place, path))).toMatchObject([{ label }]);
});

test("a longer name is another address", () => {
  expect(isTheirs("student", "/queued")).toBe(true);
});
