import { expect, test } from "vitest";
import type { TicketRow } from "../replica/schema.ts";
import { pastedLink, sameSession } from "./same-session.ts";

const sessionId = "6f1c1d9e-3c55-4f0a-9f6e-2b7f0c6a1c11";
const pasted = { sessionId, url: "https://meet.example.org/a", provider: "pasted" } as const;
const made = { sessionId, url: "https://meet.google.com/abc", provider: "google-meet" } as const;

function row(link: TicketRow["link"], status: "scheduled" | "in_progress" = "scheduled") {
  const session = { sessionId, startsAt: 0, minutes: 50, mode: "video", timeZone: "UTC" } as const;
  // biome-ignore lint/suspicious/noExplicitAny: only what is read here
  return { link, state: { session, status } } as any as TicketRow;
}

test("[M5] another time keeps the session and its link", () => {
  expect(sameSession(row(made), { mode: "video", link: "" })).toBe(sessionId);
  expect(sameSession(row(null), { mode: "video", link: "" })).toBe(sessionId);
  expect(sameSession(row(pasted), { mode: "video", link: pasted.url })).toBe(sessionId);
  expect(sameSession(row(made), { mode: "video", link: pasted.url })).toBe(sessionId);
  expect(sameSession(row({ sessionId, failed: "google-gone" }), { mode: "video", link: "" })).toBe(sessionId);
});

test("another mode, a begun session or a link taken away is another session", () => {
  expect(sameSession(row(made), { mode: "audio", link: "" })).toBeNull();
  expect(sameSession(row(made, "in_progress"), { mode: "video", link: "" })).toBeNull();
  expect(sameSession(row(pasted), { mode: "video", link: "" })).toBeNull();
});

test("only what the counselor pasted is in the field: a made link is not pasted again", () => {
  expect(pastedLink(row(made))).toBe("");
  expect(pastedLink(row(pasted))).toBe(pasted.url);
  expect(pastedLink(row(null))).toBe("");
});
