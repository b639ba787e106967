import { describe, expect, test } from "vitest";
import type { Entry, EntryType } from "../entries/entry.ts";
import type { TicketState } from "../ticket/state.ts";
import type { Actor } from "./actor.ts";
import {
  mayAppend,
  mayWriteNotes,
  openTicketsAtMost,
  type Ruling,
  scheduleAheadDays,
  scheduleBehindDays,
} from "./may-append.ts";
import type { AccountStatus } from "./roles.ts";
import {
  begins,
  cast,
  dayMs,
  hourMs,
  messageId,
  now,
  otherSessionId,
  samples,
  sceneOf,
  sessionId,
  ticketIn,
} from "./scene.arbitrary.ts";
import type { Scene } from "./scene.ts";
import { actors, appendTable, cellsOf, situations } from "./table.arbitrary.ts";

const types = Object.keys(appendTable) as EntryType[];
const people = actors.filter((name) => name !== "system");

function said(ruling: Ruling): string {
  return ruling.allowed ? "yes" : ruling.rule;
}

/** What the policy says about this entry in every cell. */
function ruled(type: EntryType, names: readonly (typeof actors)[number][], status?: AccountStatus) {
  return Object.fromEntries(
    names.flatMap((name) =>
      situations.map((situation) => {
        const actor: Actor = status === undefined ? cast[name] : { ...cast[name], status };
        const scene = sceneOf(ticketIn(situation), begins(type, situation));
        return [`${name}, ${situation}`, said(mayAppend(actor, scene, samples[type]))];
      }),
    ),
  );
}

/** What the table says, with the rules in full. */
function tabled(type: EntryType): Record<string, string> {
  const { rules, grid } = appendTable[type];
  const full: Record<string, string> = { yes: "yes", "-": "ticket-exists", ...rules };
  return Object.fromEntries(
    [...cellsOf(grid, actors)].map(([cell, word]) => {
      const rule = full[word];
      if (rule === undefined) throw new Error(`${type}, ${cell}: what is ${word}?`);
      return [cell, rule];
    }),
  );
}

describe("the table: who may append what, and when", () => {
  test.each(types)("[P1] %s", (type) => {
    expect(ruled(type, actors)).toEqual(tabled(type));
  });

  test.each(types)("[P2] %s needs an active account, whoever it is and whatever the ticket", (type) => {
    for (const status of ["pending", "suspended"] as const) {
      const cells = ruled(type, people, status);
      expect(Object.keys(cells)).toHaveLength(people.length * situations.length);
      expect(cells).toEqual(Object.fromEntries(Object.keys(cells).map((cell) => [cell, "account-active"])));
    }
  });
});

function asks(actor: Actor, entry: Entry, ticket: TicketState | null, changes: Partial<Scene> = {}): string {
  return said(mayAppend(actor, { ...sceneOf(ticket, false), ...changes }, entry));
}

describe("what turns on more than who and when", () => {
  test("[P3] the role that counts is the one they have now", () => {
    const promoted: Actor = { ...cast.owner, role: "counselor" };
    expect(asks(promoted, samples["chat.message"], ticketIn("claimed"))).toBe("chat-needs-participant");
    expect(asks(promoted, samples["ticket.edited"], ticketIn("open"))).toBe("edit-needs-owner");
    const demoted: Actor = { ...cast.assigned, role: "student" };
    expect(asks(demoted, samples["session.scheduled"], ticketIn("claimed"))).toBe("schedule-needs-assigned");
    expect(asks(demoted, samples["chat.message"], ticketIn("claimed"))).toBe("chat-needs-participant");
  });

  test("[P4] a student reopens within 30 days of the end, to the millisecond", () => {
    for (const status of ["completed", "closed"] as const) {
      const endedAgo = (ms: number) => ticketIn(status, { endedAt: now - ms });
      expect(asks(cast.owner, samples["ticket.reopened"], endedAgo(30 * dayMs))).toBe("yes");
      expect(asks(cast.owner, samples["ticket.reopened"], endedAgo(30 * dayMs + 1))).toBe(
        "reopen-needs-30-days",
      );
      expect(asks(cast.owner, samples["ticket.reopened"], ticketIn(status, { endedAt: null }))).toBe(
        "reopen-needs-30-days",
      );
      for (const name of ["assigned", "admin"] as const)
        expect(asks(cast[name], samples["ticket.reopened"], endedAgo(400 * dayMs))).toBe("yes");
    }
  });

  test("[P5] emergency access lasts 24 hours at most, and some time", () => {
    const until = (ms: number) =>
      asks(cast.proved, { ...samples["access.opened"], until: now + ms }, ticketIn("claimed"));
    expect(until(24 * hourMs)).toBe("yes");
    expect(until(24 * hourMs + 1)).toBe("access-needs-24-hours");
    expect(until(1)).toBe("yes");
    expect(until(0)).toBe("access-needs-24-hours");
    expect(until(-hourMs)).toBe("access-needs-24-hours");
  });

  test("[P5] a proof makes nobody an admin", () => {
    for (const name of ["owner", "assigned", "counselor"] as const)
      expect(asks({ ...cast[name], proved: true }, samples["access.opened"], ticketIn("claimed"))).toBe(
        "access-needs-admin",
      );
  });

  test("a session is cancelled, started and linked only while it is the one that stands", () => {
    const replaced = (entry: Entry, actor: Actor) => asks(actor, entry, ticketIn("scheduled"));
    const other = { sessionId: otherSessionId };
    expect(replaced({ ...samples["session.cancelled"], ...other }, cast.assigned)).toBe(
      "cancel-needs-that-session",
    );
    expect(replaced({ ...samples["session.cancelled"], ...other }, cast.owner)).toBe(
      "cancel-needs-that-session",
    );
    expect(replaced({ ...samples["session.started"], ...other }, cast.assigned)).toBe(
      "start-needs-that-session",
    );
    expect(replaced({ ...samples["session.started"], sessionId }, cast.assigned)).toBe("yes");
    expect(replaced(samples["session.started"], cast.assigned)).toBe("yes");
    expect(replaced({ ...samples["session.linked"], ...other }, cast.assigned)).toBe("link-needs-session");
    expect(replaced({ ...samples["session.linked"], ...other }, cast.system)).toBe("link-needs-session");
    expect(replaced({ ...samples["session.linkFailed"], ...other }, cast.system)).toBe("link-needs-session");
    expect(asks(cast.assigned, { ...samples["session.started"], sessionId }, ticketIn("claimed"))).toBe(
      "start-needs-that-session",
    );
  });

  test("a person pastes a link; only the server makes one", () => {
    const link = (provider: "google-meet" | "jitsi" | "pasted", actor: Actor) =>
      asks(actor, { ...samples["session.linked"], provider }, ticketIn("scheduled"));
    expect(link("pasted", cast.assigned)).toBe("yes");
    for (const provider of ["google-meet", "jitsi"] as const) {
      expect(link(provider, cast.assigned)).toBe("link-needs-system-or-pasted");
      expect(link(provider, cast.system)).toBe("yes");
    }
  });

  test("a message is taken back by who wrote it, closed or not, and by nobody else", () => {
    const redact = (actor: Actor, message: string, author: string | null) =>
      asks(actor, { ...samples["chat.redacted"], message }, ticketIn("closed"), { authorOf: () => author });
    expect(redact(cast.assigned, messageId, "carl")).toBe("yes");
    expect(redact(cast.assigned, messageId, "sam")).toBe("redact-needs-author");
    expect(redact(cast.owner, messageId, "carl")).toBe("redact-needs-author");
    expect(redact(cast.admin, messageId, "sam")).toBe("redact-needs-author");
    expect(redact(cast.owner, otherSessionId, null)).toBe("redact-needs-author");
  });

  test("a ticket is handed to an active counselor, by the one who has it or an admin", () => {
    const hand = (actor: Actor, to: string, changes: Partial<Scene> = {}) =>
      asks(actor, { ...samples["ticket.assigned"], to }, ticketIn("claimed"), changes);
    for (const actor of [cast.assigned, cast.admin]) {
      expect(hand(actor, "cora")).toBe("yes");
      for (const to of ["sam", "anna", "nobody", "system"]) {
        expect(hand(actor, to)).toBe("assign-needs-active-counselor");
      }
      expect(hand(actor, "cora", { roleOf: () => null })).toBe("assign-needs-active-counselor");
    }
    expect(hand(cast.counselor, "cora")).toBe("assign-needs-assigned-or-admin");
  });

  test("after the hand-over the first counselor may do nothing more, and the second everything", () => {
    const handed = ticketIn("scheduled", { assigned: "cora" });
    const types = ["session.scheduled", "session.started", "session.completed", "chat.message"] as const;
    for (const type of types) {
      expect(asks(cast.assigned, samples[type], handed)).toMatch(/-needs-(assigned|participant)$/);
      expect(asks(cast.counselor, samples[type], handed)).toBe("yes");
    }
  });

  test("a request is written once and edited only after that", () => {
    const ticket = ticketIn("open");
    expect(asks(cast.owner, samples["request.written"], ticket, { first: false })).toBe("write-needs-first");
    expect(asks(cast.owner, samples["request.edited"], ticket, { first: true })).toBe("edit-needs-written");
  });

  test("a ticket is opened only by the first entry of its log", () => {
    expect(asks(cast.owner, samples["ticket.opened"], null, { first: false })).toBe("open-needs-first");
  });
});

test("[P1] notes are written by the assigned counselor until the ticket is closed", () => {
  const ruledNotes = Object.fromEntries(
    actors.map((name) => [name, situations.map((each) => said(mayWriteNotes(cast[name], ticketIn(each))))]),
  );
  const never = ["ticket-exists", ...new Array(6).fill("notes-needs-assigned")];
  expect(ruledNotes).toEqual({
    owner: never,
    student: never,
    assigned: ["ticket-exists", "notes-needs-assigned", "yes", "yes", "yes", "yes", "notes-needs-not-closed"],
    counselor: never,
    admin: never,
    proved: never,
    system: never,
  });
  for (const status of ["pending", "suspended"] as const) {
    expect(said(mayWriteNotes({ ...cast.assigned, status }, ticketIn("claimed")))).toBe("account-active");
  }
});

describe("[P10] a session is planned at a time and in a zone that a desk can mean", () => {
  const scene = sceneOf(ticketIn("claimed"), false);
  const planned = (parts: { startsAt?: number; timeZone?: string }) =>
    said(
      mayAppend(cast.assigned, scene, {
        ...(samples["session.scheduled"] as Extract<Entry, { type: "session.scheduled" }>),
        ...parts,
      }),
    );

  test("[P10] within two years, and a week back", () => {
    for (const startsAt of [now - scheduleBehindDays * dayMs, now, now + scheduleAheadDays * dayMs])
      expect(planned({ startsAt })).toBe("yes");
    for (const startsAt of [
      0,
      now - scheduleBehindDays * dayMs - 1,
      now + scheduleAheadDays * dayMs + 1,
      Date.UTC(9026, 0),
      Date.UTC(9999, 11, 31),
      8_640_000_000_000_000,
    ])
      expect(planned({ startsAt })).toBe("schedule-needs-near");
  });

  test("[P10] in a zone that exists", () => {
    for (const timeZone of ["UTC", "Asia/Kolkata", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])
      expect(planned({ timeZone })).toBe("yes");
    for (const timeZone of ["Mars/Olympus", "constructor", "Europe/Berlin/x", "A"])
      expect(planned({ timeZone })).toBe("schedule-needs-known-zone");
  });
});

describe("[P12] a student has few tickets at a time", () => {
  const full = openTicketsAtMost;
  test("[P12] the one beyond is neither opened nor reopened, and staff may reopen it still", () => {
    const opens = (openTickets: number) =>
      said(mayAppend(cast.owner, { ...sceneOf(null, true), openTickets }, samples["ticket.opened"]));
    expect([opens(0), opens(full - 1), opens(full), opens(full + 5)]).toEqual([
      "yes",
      "yes",
      "open-needs-few",
      "open-needs-few",
    ]);
    const reopens = (who: "owner" | "assigned" | "admin", openTickets: number) =>
      said(
        mayAppend(
          cast[who],
          { ...sceneOf(ticketIn("closed"), false), openTickets },
          samples["ticket.reopened"],
        ),
      );
    expect(reopens("owner", full - 1)).toBe("yes");
    expect(reopens("owner", full)).toBe("open-needs-few");
    expect([reopens("assigned", full), reopens("admin", full)]).toEqual(["yes", "yes"]);
  });
});
