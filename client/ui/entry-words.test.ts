import { expect, it } from "vitest";
import { entryWords, wordsIn } from "./entry-words.ts";

const nameOf = (id: string) => (id === "me" ? "You" : id === "ada" ? "Dr. Ada Park" : "Sam");
const envelope = { id: "e", by: "ada", at: 0 };

it("says who did what, and what it says", () => {
  expect(entryWords({ ...envelope, type: "ticket.claimed" }, { nameOf, reasons: true })).toBe(
    "Dr. Ada Park claimed this ticket",
  );
  expect(entryWords({ ...envelope, type: "ticket.assigned", to: "me" }, { nameOf, reasons: true })).toBe(
    "Dr. Ada Park handed this ticket over: to you",
  );
  expect(
    entryWords({ ...envelope, by: "me", type: "ticket.triaged", urgency: "high" }, { nameOf, reasons: true }),
  ).toBe("You changed the urgency: High");
});

it("[O17] says of a session that others heard of only after its start", () => {
  const entry = {
    ...envelope,
    type: "session.scheduled",
    sessionId: crypto.randomUUID(),
    startsAt: 5_000,
    minutes: 50,
    mode: "video",
    timeZone: "UTC",
  } as const;
  const late = "Dr. Ada Park scheduled a session, but this came after its start: ";
  expect(entryWords(entry, { nameOf, reasons: false })).not.toContain("after its start");
  expect(entryWords(entry, { nameOf, reasons: false, acceptedAt: 4_999 })).not.toContain("after its start");
  expect(entryWords(entry, { nameOf, reasons: false, acceptedAt: 5_000 })).toContain(late);
  expect(entryWords({ ...entry, at: 6_000 }, { nameOf, reasons: false })).toContain(late);
});

it("[Q4] a student is not told why somebody gave their ticket back", () => {
  const entry = { ...envelope, type: "ticket.unclaimed", reason: "conflict" } as const;
  expect(entryWords(entry, { nameOf, reasons: false })).toBe("Dr. Ada Park gave this ticket back");
  expect(entryWords(entry, { nameOf, reasons: true })).toContain("conflict");
});

it("finds the words a person wrote, and none in facts", () => {
  expect(wordsIn({ ...envelope, type: "chat.message", body: "hello" })).toBe("hello");
  expect(wordsIn({ ...envelope, type: "request.edited", description: "more" })).toBe("more");
  expect(wordsIn({ ...envelope, type: "ticket.claimed" })).toBeNull();
});
