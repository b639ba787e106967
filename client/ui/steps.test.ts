import { expect, test } from "vitest";
import type { Draft } from "../../shared/entries/entry.ts";
import type { TicketEntry } from "../../shared/entries/ticket-entries.ts";
import { foldTicket } from "../../shared/ticket/fold.ts";
import type { TicketState } from "../../shared/ticket/state.ts";
import { stepsOf } from "./steps.ts";

const sessionId = crypto.randomUUID();
const claimed = { type: "ticket.claimed" } as const;
const planned = {
  type: "session.scheduled",
  sessionId,
  startsAt: 10,
  minutes: 50,
  mode: "video",
  timeZone: "UTC",
} as const;
const cancelled = { type: "session.cancelled", sessionId, reason: "other" } as const;
const closed = { type: "ticket.closed", resolution: "helped" } as const;
const missed = { type: "session.completed", attendance: "no-show" } as const;

function lineAfter(...drafts: Draft<TicketEntry>[]): string[] {
  const opened = { type: "ticket.opened", category: "other", urgency: "low", mode: "chat" } as const;
  let state: TicketState | null = null;
  for (const [at, draft] of [opened, ...drafts].entries())
    state = foldTicket("t", state, {
      ...draft,
      id: String(at),
      by: at === 0 ? "sam" : "carl",
      at,
    } as TicketEntry);
  return stepsOf(state ?? expect.fail()).map(({ label, place }) => `${label}: ${place}`);
}

test("[D26] an ended ticket names only the steps that it took", () => {
  expect(lineAfter(closed)).toEqual(["Asked: done", "Done: current"]);
  expect(lineAfter(claimed, closed)).toEqual(["Asked: done", "Someone has it: done", "Done: current"]);
  expect(lineAfter(claimed, planned, cancelled, closed)).toEqual(lineAfter(claimed, closed));
  const withPlan = ["Asked: done", "Someone has it: done", "Session planned: done", "Done: current"];
  expect(lineAfter(claimed, planned, closed)).toEqual(withPlan);
  expect(lineAfter(claimed, planned, missed)).toEqual(withPlan);
});

test("[D37] a session that came after its own time is no step that the request has taken", () => {
  const opened = { type: "ticket.opened", category: "other", urgency: "low", mode: "chat" } as const;
  const state = [opened, claimed, planned].reduce<TicketState | null>((before, draft, at) => {
    const by = at === 0 ? "sam" : "carl";
    return foldTicket("t", before, { ...draft, id: String(at), by, at } as TicketEntry);
  }, null);
  const line = stepsOf(state ?? expect.fail(), true).map(({ label, place }) => `${label}: ${place}`);
  expect(line.slice(1, 3)).toEqual(["Someone has it: current", "Session planned: ahead"]);
});

test("[D26] a running ticket shows what lies ahead, and no plan that a session begun at once never had", () => {
  expect(lineAfter(claimed)).toEqual([
    "Asked: done",
    "Someone has it: current",
    "Session planned: ahead",
    "In session: ahead",
    "Done: ahead",
  ]);
  expect(lineAfter(claimed, { type: "session.started" })).toEqual([
    "Asked: done",
    "Someone has it: done",
    "In session: current",
    "Done: ahead",
  ]);
});
