import { expect, it } from "vitest";
import type { TrayRow } from "../replica/schema.ts";
import { trayWords } from "./tray-words.ts";

const row: TrayRow = {
  id: "x",
  ticketId: "t",
  doc: "chat/t",
  entry: null,
  text: "half a message",
  reason: { code: "revoked" },
  at: 0,
  title: null,
};
const nameOf = () => "You";

it("[Q11] keeps every word that was written, whatever it was written in", () => {
  expect(trayWords(row, nameOf)).toEqual({
    title: "A message you were writing",
    words: "half a message",
    kind: "message",
  });
  expect(trayWords({ ...row, doc: "notes/t", text: "a note" }, nameOf).kind).toBe("notes");
  const entry = { id: "x", type: "chat.message", by: "me", at: 0, body: "hello" } as const;
  expect(trayWords({ ...row, entry, text: null }, nameOf)).toEqual({
    title: "Your message",
    words: "hello",
    kind: "message",
  });
  const written = {
    id: "x",
    type: "request.written",
    by: "me",
    at: 0,
    title: "a",
    description: "b",
  } as const;
  expect(trayWords({ ...row, doc: "request/t", entry: written, text: null }, nameOf).words).toBe("a\n\nb");
});

it("a deed is said in a sentence that does not read as done, and has no words", () => {
  const entry = { id: "x", type: "ticket.claimed", by: "me", at: 0 } as const;
  expect(trayWords({ ...row, doc: "ticket/t", entry, text: null }, nameOf)).toEqual({
    title: "Did not count: You claimed this ticket",
    words: null,
    kind: "deed",
  });
});
