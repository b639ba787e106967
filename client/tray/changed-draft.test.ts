import { expect, it } from "vitest";
import type { TrayRow } from "../replica/schema.ts";
import { changedDraft, editableText } from "./changed-draft.ts";

const row: TrayRow = {
  id: "x",
  ticketId: "t",
  doc: "chat/t",
  entry: { id: "x", type: "chat.message", by: "me", at: 0, body: "hello" },
  text: null,
  reason: { code: "policy" },
  at: 0,
  title: null,
};

it("a message is sent again with other words and without its old envelope", () => {
  expect(editableText(row)).toBe("hello");
  expect(changedDraft(row, "hello again")).toEqual({ type: "chat.message", body: "hello again" });
});

it("an edit of the request keeps its title", () => {
  const entry = { id: "x", type: "request.edited", by: "me", at: 0, title: "a", description: "b" } as const;
  expect(changedDraft({ ...row, entry }, "c")).toEqual({
    type: "request.edited",
    title: "a",
    description: "c",
  });
});

it("a deed and a note have no words to change", () => {
  expect(editableText({ ...row, entry: { id: "x", type: "ticket.claimed", by: "me", at: 0 } })).toBeNull();
  expect(editableText({ ...row, entry: null, doc: "notes/t", text: "note" })).toBeNull();
  expect(changedDraft({ ...row, entry: null, doc: "notes/t", text: "note" }, "x")).toBeNull();
});
