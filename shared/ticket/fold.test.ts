import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ticketStatuses } from "../entries/codes.ts";
import { entryOf } from "../entries/entry.arbitrary.ts";
import type { EntryType } from "../entries/entry.ts";
import type { TicketEntry } from "../entries/ticket-entries.ts";
import { deepFreeze } from "../freeze.arbitrary.ts";
import { runs } from "../laws.arbitrary.ts";
import { samples } from "../policy/scene.arbitrary.ts";
import { foldTicket } from "./fold.ts";
import type { TicketState } from "./state.ts";
import { choices, type Lived, live, ticketId } from "./walk.arbitrary.ts";

const ticketTypes: EntryType[] = [
  "ticket.opened",
  "ticket.edited",
  "ticket.triaged",
  "ticket.claimed",
  "ticket.unclaimed",
  "ticket.assigned",
  "session.scheduled",
  "session.cancelled",
  "session.started",
  "session.completed",
  "ticket.closed",
  "ticket.reopened",
  "access.opened",
];

/** Ticket entries of any kind in any order, as no policy would allow them. */
const anything = fc.array(
  fc.constantFrom(...ticketTypes).chain((type) => entryOf(type)),
  { maxLength: 20 },
);

function folded(entries: readonly TicketEntry[], from: TicketState | null = null): TicketState | null {
  return entries.reduce<TicketState | null>((state, entry) => foldTicket(ticketId, state, entry), from);
}

function ofWalk(check: (lived: Lived[]) => void): void {
  fc.assert(
    fc.property(choices, (walk) => check(live(walk))),
    runs(100),
  );
}

describe("over every life that the policy allows", () => {
  test("[P8] while it is open nobody has it; claimed, scheduled, in progress and completed, somebody", () => {
    ofWalk((lived) => {
      for (const { state } of lived) {
        if (state.status === "open") expect(state.assigned).toBeNull();
        else if (state.status !== "closed") expect(state.assigned).not.toBeNull();
        expect(state.claimedAt === null).toBe(state.assigned === null);
      }
    });
  });

  test("[P8] a session stands only while it is scheduled or in progress, and always while scheduled", () => {
    ofWalk((lived) => {
      for (const { state } of lived) {
        if (state.session !== null) expect(["scheduled", "in_progress"]).toContain(state.status);
        if (state.status === "scheduled") expect(state.session).not.toBeNull();
      }
    });
  });

  test("[P8] it has an end exactly while it is completed or closed", () => {
    ofWalk((lived) => {
      for (const { state } of lived) {
        expect(state.endedAt !== null).toBe(["completed", "closed"].includes(state.status));
      }
    });
  });

  test("[P9] the cause of an aspect is the entry since which it is as it is", () => {
    ofWalk((lived) => {
      const aspects = {
        status: (state: TicketState) => state.status,
        assigned: (state: TicketState) => state.assigned,
        session: (state: TicketState) => state.session?.sessionId ?? null,
      };
      for (const [index, { state }] of lived.entries()) {
        for (const [aspect, read] of Object.entries(aspects)) {
          const cause = state.causes[aspect as keyof typeof aspects];
          const since = lived.findIndex(({ entry }) => entry.id === cause?.id);
          if (cause === null) {
            expect(read(state)).toBeNull();
          } else {
            const { entry } = lived[since] ?? expect.fail("a cause that is no entry");
            expect(cause).toEqual({ id: entry.id, type: entry.type, by: entry.by, at: entry.at });
          }
          const before = lived.slice(Math.max(since, 0), index + 1);
          expect(before.map((each) => read(each.state))).toEqual(before.map(() => read(state)));
        }
      }
    });
  });

  test("[P9] a replay from any stored state is the replay of all", () => {
    ofWalk((lived) => {
      const entries = lived.map(({ entry }) => entry);
      const whole = lived.at(-1)?.state;
      for (let cut = 0; cut <= entries.length; cut++) {
        const stored: TicketState | null = JSON.parse(JSON.stringify(folded(entries.slice(0, cut))));
        expect(folded(entries.slice(cut), stored)).toEqual(whole);
      }
    });
  });

  test("[P9] no fold writes to its input", () => {
    ofWalk((lived) => {
      let state: TicketState | null = null;
      for (const { entry } of lived) state = foldTicket(ticketId, deepFreeze(state), deepFreeze(entry));
      expect(state).toEqual(lived.at(-1)?.state);
    });
  });

  test("the lives are not vacuous: every status, every entry type, a reopening and a second counselor", () => {
    const lives = fc.sample(choices, runs(100)).map((walk) => live(walk));
    const lived = lives.flat();
    expect(new Set(lived.map(({ state }) => state.status))).toEqual(new Set(ticketStatuses));
    expect(new Set(lived.map(({ entry }) => entry.type))).toEqual(new Set(ticketTypes));
    expect(new Set(lived.map(({ state }) => state.assigned))).toEqual(new Set([null, "carl", "cora"]));
    const inSession = lives.flatMap((life) =>
      life.filter((_, index) => life[index - 1]?.state.session?.sessionId !== undefined),
    );
    expect(new Set(inSession.map(({ entry }) => entry.type))).toEqual(
      new Set(
        ticketTypes.filter(
          (type) => !["ticket.opened", "ticket.edited", "ticket.claimed", "ticket.reopened"].includes(type),
        ),
      ),
    );
    expect(lived.some(({ state }) => state.status === "closed" && state.assigned === null)).toBe(true);
    expect(lived.some(({ state }) => state.status === "in_progress" && state.session === null)).toBe(true);
  });
});

describe("what each entry does to a ticket", () => {
  const claimed = { ...samples["ticket.claimed"], by: "carl" };
  const scheduled = samples["session.scheduled"];
  const opened = { ...samples["ticket.opened"], by: "sam" };
  const made = (...entries: TicketEntry[]) => folded([opened, ...entries]);

  test("[P1] opened, edited, triaged: what it is about", () => {
    expect(made()).toMatchObject({
      student: "sam",
      status: "open",
      category: "stress",
      urgency: "medium",
      mode: "video",
      assigned: null,
      openedAt: opened.at,
    });
    const edit = { ...samples["ticket.edited"], category: "other", mode: undefined } as const;
    expect(made(edit)).toMatchObject({ category: "other", mode: "video", urgency: "medium" });
    expect(made(samples["ticket.edited"])).toMatchObject({ category: "stress", mode: "audio" });
    expect(made(samples["ticket.triaged"])).toMatchObject({ urgency: "crisis", category: "stress" });
    const triage = { ...samples["ticket.triaged"], category: "anxiety" } as const;
    expect(made(triage)).toMatchObject({ urgency: "crisis", category: "anxiety", status: "open" });
  });

  test("[P1] claimed, assigned, given back: who has it", () => {
    expect(made(claimed)).toMatchObject({ status: "claimed", assigned: "carl", claimedAt: claimed.at });
    expect(made(samples["ticket.assigned"])).toMatchObject({ status: "claimed", assigned: "cora" });
    const handed = made(claimed, scheduled, samples["ticket.assigned"]);
    expect(handed).toMatchObject({
      status: "scheduled",
      assigned: "cora",
      session: { sessionId: scheduled.sessionId },
    });
    expect(made(claimed, scheduled, samples["ticket.unclaimed"])).toMatchObject({
      status: "open",
      assigned: null,
      session: null,
    });
  });

  test("[P1] a session: scheduled, replaced, cancelled, started, completed", () => {
    const { sessionId, startsAt, minutes, mode, timeZone } = scheduled;
    expect(made(claimed, scheduled)).toMatchObject({
      status: "scheduled",
      session: { sessionId, startsAt, minutes, mode, timeZone },
    });
    const later = { ...scheduled, sessionId: opened.id, mode: "in-person" } as const;
    expect(made(claimed, scheduled, samples["session.started"], later)).toMatchObject({
      status: "scheduled",
      session: { sessionId: opened.id, mode: "in-person" },
    });
    expect(made(claimed, scheduled, samples["session.cancelled"])).toMatchObject({
      status: "claimed",
      session: null,
    });
    expect(made(claimed, scheduled, samples["session.started"])).toMatchObject({
      status: "in_progress",
      session: { sessionId },
    });
    expect(made(claimed, scheduled, samples["session.completed"])).toMatchObject({
      status: "completed",
      session: null,
      endedAt: samples["session.completed"].at,
    });
  });

  test("[P1] closed and reopened, with somebody who has it and without; access opened", () => {
    expect(made(claimed, scheduled, samples["ticket.closed"])).toMatchObject({
      status: "closed",
      session: null,
      assigned: "carl",
      endedAt: samples["ticket.closed"].at,
    });
    const reopened = samples["ticket.reopened"];
    expect(made(claimed, samples["ticket.closed"], reopened)).toMatchObject({
      status: "claimed",
      endedAt: null,
    });
    expect(made(samples["ticket.closed"], reopened)).toMatchObject({ status: "open", endedAt: null });
    const { by: admin, at, until } = samples["access.opened"];
    expect(made(samples["access.opened"])).toMatchObject({ status: "open", access: [{ admin, at, until }] });
  });
});

describe("over anything at all", () => {
  test("[P9] a fold never fails, and there is no ticket before it is opened", () => {
    fc.assert(
      fc.property(anything, (entries) => {
        const opened = entries.findIndex((entry) => entry.type === "ticket.opened");
        const state = folded(deepFreeze(entries) as TicketEntry[]);
        if (opened < 0) expect(state).toBeNull();
        else expect(state).toMatchObject({ id: ticketId, student: entries[opened]?.by });
      }),
      runs(500),
    );
  });

  test("a ticket keeps its last twenty emergency accesses", () => {
    const at = 1_700_000_000_000;
    const id = "0b8f6a0e-5a55-4f1b-9a3c-6f0f4f0d2a11";
    const opening = { id, by: "sam", at, type: "ticket.opened" } as const;
    const accesses = Array.from({ length: 25 }, (_, n): TicketEntry => {
      return { id, by: `admin-${n}`, at: at + n, type: "access.opened", until: at + n + 1 };
    });
    const state = folded([{ ...opening, category: "other", urgency: "low", mode: "chat" }, ...accesses]);
    expect(state?.access.map(({ admin }) => admin)).toEqual(
      Array.from({ length: 20 }, (_, n) => `admin-${n + 5}`),
    );
  });
});
