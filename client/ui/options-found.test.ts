import { expect, test } from "vitest";
import { optionsFound } from "./options-found.ts";

const options = ["José Núñez", "Łukasz Żak", "O’Brien", "علی", "Anna Weber"].map((label) => ({
  value: label,
  label,
}));

test.each([
  ["jose nunez", "José Núñez"],
  ["zak", "Łukasz Żak"],
  ["o'brien", "O’Brien"],
  ["علي", "علی"],
  ["weber anna", "Anna Weber"],
])("[D28] a list to choose from finds by %s whom it finds elsewhere", (search, found) => {
  expect(optionsFound({ options, search, limit: 9 })).toEqual([{ value: found, label: found }]);
});
