import { expect, it } from "vitest";
import { refusalWords } from "./refusal-words.ts";

const wording = { nameOf: () => "Dr. Ada Park", timeOf: () => "10:02" };

it("[Q8] names who was first, then the rule, then what the code means", () => {
  const winner = { type: "ticket.claimed", by: "ada", at: 0 } as const;
  expect(refusalWords({ code: "policy", rule: "claim-needs-open", winner }, wording)).toBe(
    "Dr. Ada Park claimed this ticket at 10:02.",
  );
  expect(refusalWords({ code: "policy", rule: "claim-needs-open" }, wording)).toBe(
    "Only an open ticket can be claimed.",
  );
  expect(refusalWords({ code: "clock-ahead" }, wording)).toContain("clock is ahead");
  expect(refusalWords({ code: "revoked" }, wording)).toContain("no longer yours");
  expect(refusalWords({ code: "of a newer server" }, wording)).toBe("The server did not accept this.");
});
