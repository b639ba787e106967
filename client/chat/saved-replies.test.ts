import { describe, expect, it } from "vitest";
import {
  firstReplies,
  insertReply,
  matchingReplies,
  parseSavedReplies,
  replyQuery,
} from "./saved-replies.ts";

describe("saved replies", () => {
  it("open with :: at the start of a line or after a space, and nowhere else", () => {
    expect(replyQuery("::", 2)).toEqual({ start: 0, query: "" });
    expect(replyQuery("Hi ::Tim", 8)).toEqual({ start: 3, query: "tim" });
    expect(replyQuery("Hi\n::t", 6)).toEqual({ start: 3, query: "t" });
    expect(replyQuery("std::vector", 11)).toBeNull();
    expect(replyQuery("Hi ::times and more", 19)).toBeNull();
  });

  it("take the place of their ::name and leave the rest", () => {
    const reply = { id: "x", name: "times", text: "Which times?" };
    expect(insertReply("Hi ::ti Bye", 7, reply)).toEqual({ text: "Hi Which times? Bye", caret: 15 });
  });

  it("are found by name first, then by what they say", () => {
    const replies = [
      { id: "1", name: "hours", text: "We answer at all times of the week" },
      { id: "2", name: "times", text: "Which?" },
    ];
    expect(matchingReplies(replies, "times").map(({ id }) => id)).toEqual(["2", "1"]);
    expect(matchingReplies(replies, "zzz")).toEqual([]);
    expect(matchingReplies(replies, "")).toHaveLength(2);
  });

  it("what this device kept is checked before it is used", () => {
    expect(parseSavedReplies([...firstReplies])).toEqual(firstReplies);
    expect(parseSavedReplies([{ id: 1 }])).toEqual([]);
    expect(parseSavedReplies(undefined)).toEqual([]);
  });
});
