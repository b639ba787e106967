import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HistoryItem, MessageRow, TrayRow } from "../replica/schema.ts";
import { chatItems, ownMark, unreadIn } from "./chat-items.ts";

const noon = Date.UTC(2026, 2, 3, 12, 0);
const minute = 60_000;
const day = 24 * 60 * minute;

function message(id: string, by: string, at: number, state: MessageRow["state"] = "accepted"): MessageRow {
  return { id, ticketId: "t", position: 0, by, at, body: id, attachments: [], redacted: false, state };
}

function event(id: string, at: number): HistoryItem {
  return { entry: { id, type: "ticket.claimed", by: "ada", at }, state: "accepted" };
}

function refused(id: string, at: number): TrayRow {
  return {
    id,
    ticketId: "t",
    doc: "chat/t",
    entry: { id, type: "chat.message", by: "sam", at, body: "late" },
    text: null,
    reason: { code: "policy" },
    at: at + day,
    title: null,
  };
}

const nothing = { messages: [], history: [], refused: [], unread: new Set<string>() };

describe("a conversation's items", () => {
  it("open with the day and group what one person writes within five minutes", () => {
    const items = chatItems({
      ...nothing,
      messages: [
        message("a", "sam", noon),
        message("b", "sam", noon + 2 * minute),
        message("c", "ada", noon + 3 * minute),
        message("d", "ada", noon + 30 * minute),
        message("e", "ada", noon + day),
      ],
    });
    expect(items.map((item) => item.kind)).toEqual([
      "day",
      "message",
      "message",
      "message",
      "message",
      "day",
      "message",
    ]);
    expect(items.flatMap((item) => (item.kind === "message" ? [item.opensGroup] : []))).toEqual([
      true,
      false,
      true,
      true,
      true,
    ]);
  });

  it("[Q2] a refused message stands where it was written, not where it was refused", () => {
    const items = chatItems({
      ...nothing,
      messages: [message("a", "sam", noon), message("c", "sam", noon + 10 * minute)],
      refused: [refused("b", noon + 5 * minute)],
    });
    expect(items.map((item) => item.key)).toEqual(["day a", "a", "refused b", "c"]);
  });

  it("[D13] an unread line stands before each run of unread messages, between read ones too", () => {
    const messages = [
      message("a", "sam", noon),
      { ...message("late", "ada", noon + 1), unread: true },
      message("c", "ada", noon + 2),
      { ...message("d", "ada", noon + 3), unread: true },
      { ...message("e", "ada", noon + 4), unread: true },
    ];
    const items = chatItems({ ...nothing, messages, unread: unreadIn(messages) });
    expect(items.map((item) => (item.kind === "unread" ? "unread" : item.key))).toEqual([
      "day a",
      "a",
      "unread",
      "late",
      "c",
      "unread",
      "d",
      "e",
    ]);
    expect(new Set(items.map((item) => item.key)).size).toBe(items.length);
    expect(unreadIn(messages.slice(0, 1))).toEqual(new Set());
  });

  it("[Q2] the messages keep the log's order whatever the writers' clocks say", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 * day }), { maxLength: 30 }),
        fc.array(fc.integer({ min: 0, max: 3 * day }), { maxLength: 10 }),
        (clocks, events) => {
          const messages = clocks.map((at, index) => message(`m${index}`, "sam", noon + at));
          const history = events.map((at, index) => event(`e${index}`, noon + at));
          const items = chatItems({ ...nothing, messages, history });
          const keys = items.flatMap((item) => (item.kind === "message" ? [item.key] : []));
          expect(keys).toEqual(messages.map(({ id }) => id));
          expect(items.filter((item) => item.kind === "event")).toHaveLength(events.length);
          expect(new Set(items.map((item) => item.key)).size).toBe(items.length);
        },
      ),
    );
  });
});

describe("the mark under one's newest message", () => {
  const messages = [
    message("a", "sam", noon),
    message("b", "ada", noon + 1),
    message("c", "sam", noon + 2),
    message("d", "sam", noon + 3, "waiting"),
  ].map((row, position) => ({ ...row, position }));

  it("[Q3] what waits is neither sent nor seen: the mark stands on the newest accepted message", () => {
    expect(ownMark(messages, "sam", null)).toEqual({ messageId: "c", seen: false });
    expect(ownMark([message("x", "sam", noon, "sending")], "sam", null)).toBeNull();
  });

  it("is seen once the other side has seen it or anything after it", () => {
    expect(ownMark(messages, "sam", "a")).toEqual({ messageId: "c", seen: false });
    expect(ownMark(messages, "sam", "c")).toEqual({ messageId: "c", seen: true });
    expect(ownMark([...messages, { ...message("e", "ada", noon + 4), seq: 9 }], "sam", "e")).toEqual({
      messageId: "c",
      seen: true,
    });
  });
});
