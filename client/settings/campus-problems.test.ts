import { expect, test } from "vitest";
import { campusProblems } from "./campus-problems.ts";

const line = { name: "Night line", phone: "+49 30 123-456", note: "" };

test("a whole campus has no problems", () => {
  expect(campusProblems({ name: "North", crisisLines: [line] })).toEqual([]);
});

test("[U14] a campus cannot be left without a crisis line that can be dialled", () => {
  expect(campusProblems({ name: "North", crisisLines: [] })).toEqual(["At least one crisis line must stay."]);
  expect(campusProblems({ name: "North", crisisLines: [{ ...line, phone: "" }] })).toEqual([
    "Night line needs a number that a phone can dial.",
  ]);
  expect(campusProblems({ name: " ", crisisLines: [{ ...line, name: "", phone: "call us" }] })).toHaveLength(
    3,
  );
});
