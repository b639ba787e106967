import { expect, test } from "vitest";
import { needsApproval, newPasswordProblem } from "./password-words.ts";

test.each([
  ["short", "ada@campus.example", "Use at least 10 characters."],
  ["x".repeat(129), "ada@campus.example", "Use at most 128 characters."],
  ["ada@campus.example", "Ada@campus.example", "Do not use your e-mail address as your password."],
  ["aaaaaaaaaaaa", "ada@campus.example", "Do not repeat one character."],
  ["a quiet green lake", "ada@campus.example", null],
])("%s for %s: %s", (password, email, problem) => {
  expect(newPasswordProblem(password, email)).toBe(problem);
});

test("[U2] only an address of the campus's domains needs no approval", () => {
  const domains = ["campus.example"];
  expect(needsApproval("ada@campus.example", domains)).toBe(false);
  expect(needsApproval(" Ada@Campus.Example ", domains)).toBe(false);
  expect(needsApproval("ada@other.example", domains)).toBe(true);
  expect(needsApproval("ada@sub.campus.example", domains)).toBe(true);
  expect(needsApproval("ada@", domains)).toBeNull();
});
