import { describe, expect, it } from "vitest";
import type { TicketRow } from "../replica/schema.ts";
import { matchesFilter, previewOf, unreadWords, waitingSince } from "./row-words.ts";
import { railView } from "./view-words.ts";

const noon = Date.UTC(2026, 2, 3, 12, 0);
const cause = { id: "e", type: "ticket.opened", by: "sam", at: noon } as const;

function ticket(changes: Partial<TicketRow> = {}, state: Partial<TicketRow["state"]> = {}): TicketRow {
  const full: TicketRow["state"] = {
    id: "t",
    student: "sam",
    status: "claimed",
    category: "anxiety",
    urgency: "high",
    mode: "video",
    assigned: "ada",
    session: null,
    openedAt: noon,
    claimedAt: noon,
    endedAt: null,
    changedAt: noon,
    access: [],
    causes: { status: cause, assigned: null, session: null },
    ...state,
  };
  return {
    id: "t",
    state: full,
    base: full,
    title: "I cannot sleep",
    description: "It began in March",
    waiting: 0,
    place: 0,
    unread: 0,
    lastMessage: null,
    openedAt: full.openedAt,
    waitingSince: null,
    lastActivityAt: noon,
    link: null,
    seenByOther: null,
    readable: ["ticket"],
    search: "i cannot sleep",
    status: full.status,
    urgencyRank: 2,
    assigned: full.assigned ?? "",
    student: full.student,
    ...changes,
  };
}

describe("a row of the queue", () => {
  it("[Q5] an unclaimed ticket shows no free text, whatever the device holds", () => {
    const row = ticket(
      { lastMessage: { body: "secret", by: "sam", at: noon } },
      { status: "open", assigned: null },
    );
    expect(previewOf(row, "ada", "a draft", true)).toEqual({ kind: "none", text: "" });
  });

  it("a draft stands in the place of typing, and typing in the place of the last message", () => {
    const row = ticket({ lastMessage: { body: "hello\n  there", by: "ada", at: noon } });
    expect(previewOf(row, "ada", " my answer ", true)).toEqual({ kind: "draft", text: "my answer" });
    expect(previewOf(row, "ada", "", true)).toEqual({ kind: "typing" });
    expect(previewOf(row, "ada", "", false)).toEqual({ kind: "message", text: "hello there", own: true });
    expect(previewOf(ticket(), "ada", "", false)).toEqual({ kind: "none", text: "No messages yet" });
  });

  it("[O14] waits since it was opened, then since the first word without an answer", () => {
    expect(waitingSince(ticket({}, { status: "open", openedAt: 5 }))).toBe(5);
    expect(
      waitingSince(
        ticket({ waitingSince: 3, lastMessage: { body: "x", by: "sam", at: 7 }, lastActivityAt: 9 }),
      ),
    ).toBe(3);
    expect(waitingSince(ticket({ lastMessage: { body: "x", by: "ada", at: 7 }, lastActivityAt: 9 }))).toBe(9);
  });

  it("counts unread up to 9+", () => {
    expect([1, 9, 10, 400].map(unreadWords)).toEqual(["1", "9", "9+", "9+"]);
  });
});

describe("the filter", () => {
  it("finds every word, without case and accents, in title, name and labels", () => {
    expect(matchesFilter(ticket(), "Jörg Müller", "SLEEP muller")).toBe(true);
    expect(matchesFilter(ticket(), "Sam", "high anx")).toBe(true);
    expect(matchesFilter(ticket(), "Sam", "sleep zebra")).toBe(false);
    expect(matchesFilter(ticket(), "Sam", "   ")).toBe(true);
  });
});

it("an address that names no view opens the first", () => {
  expect(railView("mine")).toBe("mine");
  expect(railView("nothing")).toBe("unclaimed");
  expect(railView(undefined)).toBe("unclaimed");
});
