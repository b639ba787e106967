import { expect, it } from "vitest";
import { linkProblem } from "./link-words.ts";

it("takes a whole https address, or nothing, and no other", () => {
  expect(linkProblem("")).toBeNull();
  expect(linkProblem(" https://meet.example.org/abc ")).toBeNull();
  for (const bad of ["http://example.org", "meet.example.org", "javascript:alert(1)", "https://"])
    expect(linkProblem(bad)).not.toBeNull();
});
