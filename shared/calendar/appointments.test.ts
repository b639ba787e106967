import fc from "fast-check";
import { expect, test } from "vitest";
import type { Draft } from "../entries/entry.ts";
import type { TicketEntry } from "../entries/ticket-entries.ts";
import { runs } from "../laws.arbitrary.ts";
import { choices, live } from "../ticket/walk.arbitrary.ts";
import { appointmentsOf } from "./appointments.ts";

const ticketId = "4f0e2c8a-0000-4000-8000-0000000000aa";
const first = "4f0e2c8a-0000-4000-8000-000000000001";
const second = "4f0e2c8a-0000-4000-8000-000000000002";
const hour = 3_600_000;

let clock = 0;
function entry(by: string, draft: Draft<TicketEntry>): TicketEntry {
  clock += 1_000;
  return { ...draft, id: crypto.randomUUID(), by, at: clock };
}

const opened = () =>
  entry("sam", { type: "ticket.opened", category: "stress", urgency: "low", mode: "video" });
const claimed = (by: string) => entry(by, { type: "ticket.claimed" });
const scheduled = (sessionId: string, startsAt = 10 * hour) =>
  entry("carl", {
    type: "session.scheduled",
    sessionId,
    startsAt,
    minutes: 50,
    mode: "video",
    timeZone: "Europe/Berlin",
  });

function seen(person: string, entries: TicketEntry[]) {
  return appointmentsOf(person, ticketId, entries).map(({ sessionId, state, sequence, startsAt }) => ({
    sessionId,
    state,
    sequence,
    startsAt,
  }));
}

test("[C3] the student and the counselor have the session; nobody else", () => {
  const log = [opened(), claimed("carl"), scheduled(first)];
  const here = [{ sessionId: first, state: "planned", sequence: 0, startsAt: 10 * hour }];
  expect(seen("sam", log)).toEqual(here);
  expect(seen("carl", log)).toEqual(here);
  expect(seen("cora", log)).toEqual([]);
});

test("[D37] a time that had passed when it was sent is in no calendar, and ends the one that it replaced", () => {
  const plan = scheduled(first);
  const log = [opened(), claimed("carl"), plan];
  const arrived = (at: number) => appointmentsOf("sam", ticketId, log, new Map([[plan.id, at]]));
  expect(arrived(9 * hour)).toHaveLength(1);
  expect(arrived(10 * hour)).toEqual([]);
  const move = scheduled(first, 8 * hour);
  const accepted = new Map([
    [plan.id, 1 * hour],
    [move.id, 9 * hour],
  ]);
  expect(appointmentsOf("sam", ticketId, [...log, move], accepted)).toMatchObject([
    { sessionId: first, state: "cancelled", sequence: 1, startsAt: 10 * hour },
  ]);
});

test("[C3] moved under its own id it is one with a higher sequence; under a new id the old one is called off", () => {
  const moved = [opened(), claimed("carl"), scheduled(first), scheduled(first, 12 * hour)];
  expect(seen("sam", moved)).toEqual([
    { sessionId: first, state: "planned", sequence: 1, startsAt: 12 * hour },
  ]);
  const replaced = [opened(), claimed("carl"), scheduled(first), scheduled(second, 12 * hour)];
  expect(seen("sam", replaced)).toEqual([
    { sessionId: first, state: "cancelled", sequence: 1, startsAt: 10 * hour },
    { sessionId: second, state: "planned", sequence: 0, startsAt: 12 * hour },
  ]);
});

test("[C3] handed over: called off for one counselor, planned for the other, unchanged for the student", () => {
  const log = [
    opened(),
    claimed("carl"),
    scheduled(first),
    entry("carl", { type: "ticket.assigned", to: "cora" }),
  ];
  expect(seen("carl", log).map(({ state }) => state)).toEqual(["cancelled"]);
  expect(seen("cora", log).map(({ state }) => state)).toEqual(["planned"]);
  expect(seen("sam", log)).toMatchObject([{ state: "planned", sequence: 0 }]);
});

test("[C3] cancelled, unclaimed and closed before its time call it off; completed took place", () => {
  const base = () => [opened(), claimed("carl"), scheduled(first)];
  const ends: [TicketEntry, string][] = [
    [entry("sam", { type: "session.cancelled", sessionId: first, reason: "student" }), "cancelled"],
    [entry("carl", { type: "ticket.unclaimed", reason: "workload" }), "cancelled"],
    [entry("carl", { type: "ticket.closed", resolution: "helped" }), "cancelled"],
    [entry("carl", { type: "session.completed", attendance: "attended" }), "held"],
  ];
  for (const [end, state] of ends)
    expect(seen("sam", [...base(), end])).toMatchObject([{ state, sequence: 1 }]);
});

test("[C3] a planned session is the ticket's own, and no sequence ever falls, over every life the policy allows", () => {
  let planned = 0;
  fc.assert(
    fc.property(choices, (walk) => {
      const lived = live(walk);
      const entries = lived.map(({ entry }) => entry);
      const last = lived.at(-1)?.state;
      for (const person of ["sam", "carl", "cora"]) {
        const now = appointmentsOf(person, ticketId, entries);
        const standing = now.filter(({ state }) => state === "planned").map(({ sessionId }) => sessionId);
        const mine = last?.student === person || last?.assigned === person;
        expect(standing).toEqual(mine && last?.session ? [last.session.sessionId] : []);
        planned += standing.length;
        for (let cut = 0; cut <= entries.length; cut++) {
          for (const before of appointmentsOf(person, ticketId, entries.slice(0, cut))) {
            const after = now.find(({ sessionId }) => sessionId === before.sessionId);
            expect(after?.sequence).toBeGreaterThanOrEqual(before.sequence);
          }
        }
      }
    }),
    runs(60),
  );
  expect(planned).toBeGreaterThan(0);
});
