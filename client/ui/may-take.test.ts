import { expect, test } from "vitest";
import { mayTake } from "./may-take.ts";

test("[P19] only a counselor who is not suspended is offered a ticket", () => {
  const person = { id: "p", name: "P" };
  expect(mayTake({ ...person, role: "counselor" })).toBe(true);
  expect(mayTake({ ...person, role: "counselor", suspended: true })).toBe(false);
  expect(mayTake({ ...person, role: "admin" })).toBe(false);
});
