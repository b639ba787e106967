import { describe, expect, test } from "vitest";
import type { EntryType } from "../entries/entry.ts";
import { deeds } from "./deeds.ts";
import { aspectOf, type RuleName, ruleNamed, rules } from "./rules.ts";
import { ticketIn } from "./scene.arbitrary.ts";
import { refusalSentence, winnerSentence } from "./sentences.ts";
import { appendTable } from "./table.arbitrary.ts";

const wording = { nameOf: (id: string) => (id === "carl" ? "Carl Marsh" : id), timeOf: () => "10:02" };
const names = Object.keys(rules) as RuleName[];
const types = Object.keys(appendTable) as EntryType[];

describe("why something was not accepted", () => {
  test.each(names)("[P7] %s has a sentence of its own", (rule) => {
    expect(refusalSentence({ rule }, wording)).toBe(rules[rule].sentence);
    expect(rules[rule].sentence).toMatch(/^[A-Z].{10,}\.$/);
    expect(rules[rule].sentence).not.toContain(rule);
  });

  test.each(types)("[P7] %s says what its writer did", (type) => {
    expect(winnerSentence({ type, by: "carl", at: 0 }, wording)).toBe(`Carl Marsh ${deeds[type]} at 10:02.`);
    expect(deeds[type]).toMatch(/^[a-z][a-z ]+[a-z]$/);
  });

  test("[P7] every entry type that the table knows has a deed, and no other", () => {
    expect(Object.keys(deeds).sort()).toEqual([...types].sort());
  });

  test("[P7] who was first says more than the rule", () => {
    const winner = { type: "ticket.claimed", by: "carl", at: 0 } as const;
    expect(refusalSentence({ rule: "claim-needs-open", winner }, wording)).toBe(
      "Carl Marsh claimed this ticket at 10:02.",
    );
    expect(refusalSentence({ winner }, wording)).toBe("Carl Marsh claimed this ticket at 10:02.");
  });

  test("a rule of a newer server, and none at all, still read as a sentence", () => {
    for (const refusal of [{}, { rule: "a-rule-to-come" }, { rule: "toString" }, { rule: "__proto__" }]) {
      expect(refusalSentence(refusal, wording)).toBe("The server did not accept this.");
    }
  });
});

test("every rule of the table is one that stands in the list", () => {
  for (const { rules: words } of Object.values(appendTable)) {
    for (const rule of Object.values(words)) expect(ruleNamed(rule)).toBe(rule);
  }
});

test("an aspect that a rule turns on is one that a ticket names its cause for", () => {
  const causes = Object.keys(ticketIn("open")?.causes ?? {});
  for (const rule of names) {
    const aspect = aspectOf(rule);
    if (aspect !== null) expect(causes).toContain(aspect);
  }
});
