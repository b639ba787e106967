import { expect, test } from "vitest";
import type { TicketEntry } from "../../shared/entries/ticket-entries.ts";
import { foldTicket } from "../../shared/ticket/fold.ts";
import { isUnheardCrisis } from "./ticket-order.ts";

const opened: TicketEntry = {
  id: "0b0f5a52-9d6c-4a57-9b0e-0d3f7f0c8a11",
  type: "ticket.opened",
  by: "ada",
  at: 1_000,
  category: "stress",
  urgency: "crisis",
  mode: "chat",
};

test("[U11] a crisis is unheard until the server has it, and only a crisis is", () => {
  const state = foldTicket("t", null, opened);
  const calm = foldTicket("t", null, { ...opened, urgency: "high" });
  if (state === null || calm === null) throw new Error("a ticket begins with being opened");
  expect(isUnheardCrisis({ state, base: null })).toBe(true);
  expect(isUnheardCrisis({ state, base: state })).toBe(false);
  expect(isUnheardCrisis({ state: calm, base: null })).toBe(false);
});
