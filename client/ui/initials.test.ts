import { expect, it } from "vitest";
import { initialsOf } from "./initials.ts";

it("takes the first and the last name, and leaves titles out", () => {
  expect(initialsOf("Dr. Ada Park")).toBe("AP");
  expect(initialsOf("ada maria van park")).toBe("AP");
  expect(initialsOf("Ada")).toBe("A");
  expect(initialsOf("Ömer Şahin")).toBe("ÖŞ");
});

it("a name that is missing is a question mark", () => {
  expect(initialsOf("")).toBe("?");
  expect(initialsOf("  ")).toBe("?");
});
