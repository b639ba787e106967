import fc from "fast-check";
import { cancelReasons, categories, modes, resolutions, urgencies } from "../entries/codes.ts";
import { parseEntry } from "../entries/entry.ts";
import type { TicketEntry } from "../entries/ticket-entries.ts";
import type { Actor } from "../policy/actor.ts";
import { mayAppend } from "../policy/may-append.ts";
import { cast, hourMs } from "../policy/scene.arbitrary.ts";
import { foldTicket } from "./fold.ts";
import type { TicketState } from "./state.ts";

/** One entry of a ticket's life and what it made of the ticket. */
export type Lived = { entry: TicketEntry; state: TicketState };

/** One step of a life: which of the allowed deeds is done, with which of its variants, how much later. */
export type Choice = { deed: number; variant: number; later: number };

/** Unbiased and long: small numbers would do the first person's deeds only, and close the ticket at once. */
export const choices: fc.Arbitrary<Choice[]> = fc.array(
  fc.record({
    deed: fc.noBias(fc.nat({ max: 999_999 })),
    variant: fc.noBias(fc.nat({ max: 9_999 })),
    later: fc.nat({ max: 40 * 24 * hourMs }),
  }),
  { minLength: 1, maxLength: 50, size: "max" },
);

export const ticketId = "3b1f6a0e-5a55-4f1b-9a3c-6f0f4f0d2a11";
const people: Actor[] = [
  cast.owner,
  cast.student,
  cast.assigned,
  cast.counselor,
  cast.proved,
  cast.accessing,
];
const start = Date.UTC(2026, 0, 5, 9);

function uuid(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;
}

function pick<Value>(values: readonly Value[], variant: number): Value | undefined {
  return values[variant % values.length];
}

/** Every ticket entry that this person could try, one of each type, in this variant. */
function tries(state: TicketState | null, index: number, variant: number, by: string, at: number) {
  const sessionId = state?.session?.sessionId ?? uuid(1);
  const payloads: Record<string, unknown>[] = [
    {
      type: "ticket.opened",
      category: pick(categories, variant),
      urgency: pick(urgencies, variant),
      mode: pick(modes, variant),
    },
    { type: "ticket.edited", category: pick(categories, variant) },
    { type: "ticket.edited", mode: pick(modes, variant) },
    { type: "ticket.triaged", urgency: pick(urgencies, variant) },
    { type: "ticket.claimed" },
    { type: "ticket.unclaimed", reason: "workload" },
    { type: "ticket.assigned", to: pick(["carl", "cora"], variant) },
    {
      type: "session.scheduled",
      sessionId: uuid(1_000 + index),
      startsAt: at + hourMs,
      minutes: 50,
      mode: pick(modes, variant),
      timeZone: "UTC",
    },
    { type: "session.cancelled", sessionId, reason: pick(cancelReasons, variant) },
    { type: "session.started" },
    { type: "session.completed", attendance: "attended" },
    { type: "ticket.closed", resolution: pick(resolutions, variant) },
    { type: "ticket.reopened" },
    { type: "access.opened", until: at + hourMs },
  ];
  // `live` parses the one that is chosen; parsing them all costs a hundred times as much.
  return payloads.map((payload) => ({ id: uuid(10_000 + index), by, at, ...payload }) as TicketEntry);
}

const roleOf = (person: string) => (["carl", "cora"].includes(person) ? ("counselor" as const) : null);

/** Every entry that the policy allows on this state, whoever makes it. */
function allowed(state: TicketState | null, index: number, variant: number, at: number): TicketEntry[] {
  return people.flatMap((actor) =>
    tries(state, index, variant, actor.id, at).filter(
      (entry) =>
        mayAppend(
          actor,
          { ticket: state, first: state === null, authorOf: () => null, roleOf, now: at },
          entry,
        ).allowed,
    ),
  );
}

/** One of them, each type as likely as any other, and an end to the ticket seldom. */
function chosen(possible: readonly TicketEntry[], deed: number): TicketEntry | undefined {
  const lasting = possible.filter((entry) => entry.type !== "ticket.closed" || deed % 5 === 0);
  const type = pick([...new Set(lasting.map((entry) => entry.type))], deed);
  return pick(
    lasting.filter((entry) => entry.type === type),
    Math.floor(deed / 100),
  );
}

/** Lives a ticket's life: every entry is one that the policy allows on what the ones before it made. */
export function live(walk: readonly Choice[]): Lived[] {
  const lived: Lived[] = [];
  let state: TicketState | null = null;
  let at = start;
  for (const [index, { deed, variant, later }] of walk.entries()) {
    at += later;
    const entry = chosen(allowed(state, index, variant, at), deed);
    if (entry === undefined) throw new Error("a life with nothing left to do");
    const parsed = parseEntry("ticket", entry);
    if (!parsed.ok) throw new Error(parsed.detail);
    state = foldTicket(ticketId, state, entry);
    if (state === null) throw new Error("a life that never began");
    lived.push({ entry, state });
  }
  return lived;
}
