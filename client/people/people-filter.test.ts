import { expect, test } from "vitest";
import { filterPeople, heirsOf } from "./people-filter.ts";

const people = [
  { id: "1", name: "Zoe", email: "zoe@campus.example", role: "student", status: "pending" },
  { id: "2", name: "Ada", email: "ada@campus.example", role: "counselor", status: "active" },
  { id: "3", name: "Ben", email: "ben@campus.example", role: "counselor", status: "suspended" },
  { id: "4", name: "Cleo", email: "cleo@other.example", role: "counselor", status: "active" },
] as const;
const names = (found: readonly { name: string }[]) => found.map(({ name }) => name);

test("who waits for approval comes first, then by name", () => {
  expect(names(filterPeople(people, "", "all"))).toEqual(["Zoe", "Ada", "Ben", "Cleo"]);
});

test("words are looked for in name, address, role and status", () => {
  expect(names(filterPeople(people, "counselor other", "all"))).toEqual(["Cleo"]);
  expect(names(filterPeople(people, "WAITING", "all"))).toEqual(["Zoe"]);
  expect(names(filterPeople(people, "", "suspended"))).toEqual(["Ben"]);
  expect(filterPeople(people, "nobody", "all")).toEqual([]);
});

test("[U15] a caseload can go only to another active counselor", () => {
  expect(names(heirsOf(people, "2"))).toEqual(["Cleo"]);
});
