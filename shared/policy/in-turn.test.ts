import { expect, test } from "vitest";
import type { Winner } from "../entries/entry.ts";
import type { TicketEntry } from "../entries/ticket-entries.ts";
import { foldTicket } from "../ticket/fold.ts";
import type { TicketState } from "../ticket/state.ts";
import type { Actor } from "./actor.ts";
import { mayAppend } from "./may-append.ts";
import { aspectOf, type RuleName } from "./rules.ts";
import { cast, samples, sceneOf, ticketIn } from "./scene.arbitrary.ts";

type Outcome = {
  state: TicketState | null;
  refused: { nth: number; rule: RuleName; winner: Winner | null } | null;
};

/** Judges entries one after the other, each on what the ones before it made; the first refusal ends it. */
function inTurn(state: TicketState | null, actor: Actor, entries: readonly TicketEntry[]): Outcome {
  let now = state;
  for (const [nth, entry] of entries.entries()) {
    const ruling = mayAppend(actor, sceneOf(now, now === null), entry);
    if (!ruling.allowed) {
      const aspect = aspectOf(ruling.rule);
      const cause = aspect === null ? null : (now?.causes[aspect] ?? null);
      const winner = cause === null ? null : { type: cause.type, by: cause.by, at: cause.at };
      return { state, refused: { nth, rule: ruling.rule, winner } };
    }
    now = foldTicket("3b1f6a0e-5a55-4f1b-9a3c-6f0f4f0d2a11", now, { ...entry, by: actor.id });
  }
  return { state: now, refused: null };
}

const afternoon = [
  samples["ticket.claimed"],
  samples["session.scheduled"],
  samples["session.started"],
  samples["session.completed"],
  samples["ticket.closed"],
];

test("[G10] a counselor's whole afternoon is allowed, though only its first entry fits the ticket as it was", () => {
  const { state, refused } = inTurn(ticketIn("open"), cast.assigned, afternoon);
  expect(refused).toBeNull();
  expect(state).toMatchObject({ status: "closed", assigned: "carl", session: null });
});

test("[G10] of two counselors who claim one ticket, the second is judged on what the first made true", () => {
  const first = inTurn(ticketIn("open"), cast.assigned, [samples["ticket.claimed"]]);
  const second = inTurn(first.state, cast.counselor, afternoon);
  expect(second.refused).toEqual({
    nth: 0,
    rule: "claim-needs-open",
    winner: { type: "ticket.claimed", by: "carl", at: samples["ticket.claimed"].at },
  });
  expect(second.state).toBe(first.state);
});

test("[G10] the first entry that is not allowed is the one that is named", () => {
  const twice = [samples["ticket.claimed"], samples["ticket.unclaimed"], samples["session.scheduled"]];
  expect(inTurn(ticketIn("open"), cast.assigned, twice).refused).toMatchObject({
    nth: 2,
    rule: "schedule-needs-assigned",
  });
});

test("[G10] nothing comes before a ticket is opened, and it is opened once", () => {
  const opening = [samples["ticket.opened"], samples["ticket.edited"]];
  expect(inTurn(null, cast.owner, opening)).toMatchObject({ refused: null, state: { mode: "audio" } });
  expect(inTurn(null, cast.owner, opening.toReversed()).refused).toMatchObject({ rule: "ticket-exists" });
  expect(inTurn(null, cast.owner, [...opening, ...opening]).refused).toMatchObject({
    nth: 2,
    rule: "open-needs-first",
  });
});
