import { expect, it } from "vitest";
import { linkCharacters } from "../../shared/entries/session-entries.ts";
import { linkProblem } from "./link-words.ts";

it("takes a whole https address, or nothing, and no other", () => {
  expect(linkProblem("")).toBeNull();
  expect(linkProblem(" https://meet.example.org/abc ")).toBeNull();
  for (const bad of ["http://example.org", "meet.example.org", "javascript:alert(1)", "https://"])
    expect(linkProblem(bad)).not.toBeNull();
});

it("[D22] says by how much a link is too long, and not that it is none", () => {
  const long = `https://meet.example.org/${"a".repeat(linkCharacters)}`;
  expect(linkProblem(long)).toBe("25 characters too long.");
});
