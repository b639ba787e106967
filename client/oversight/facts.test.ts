import { describe, expect, it } from "vitest";
import type { TicketState } from "../../shared/ticket/state.ts";
import type { TicketRow } from "../replica/schema.ts";
import { loadOf, matches, noFilters, sorted } from "./facts.ts";

const cause = { id: "e", type: "ticket.opened", by: "sam", at: 0 } as const;

function ticket(id: string, changes: Partial<TicketState> = {}): TicketRow {
  const state: TicketState = {
    id,
    student: "sam",
    status: "claimed",
    category: "anxiety",
    urgency: "medium",
    mode: "video",
    assigned: "ada",
    session: null,
    openedAt: 0,
    claimedAt: 0,
    endedAt: null,
    changedAt: 0,
    access: [],
    causes: { status: cause, assigned: null, session: null },
    ...changes,
  };
  return {
    id,
    state,
    base: state,
    title: null,
    description: null,
    waiting: 0,
    place: 0,
    unread: 0,
    lastMessage: null,
    openedAt: 0,
    waitingSince: null,
    lastActivityAt: 0,
    link: null,
    seenByOther: null,
    readable: ["ticket"],
    search: "",
    status: state.status,
    urgencyRank: 0,
    assigned: state.assigned ?? "",
    student: state.student,
  };
}

const ids = (rows: TicketRow[]) => rows.map((row) => row.id);
const nameOf = (id: string) => id;

describe("oversight", () => {
  it("shows what runs, unless asked for more", () => {
    const rows = [ticket("a"), ticket("b", { status: "closed" }), ticket("c", { status: "completed" })];
    expect(ids(rows.filter((row) => matches(row, noFilters)))).toEqual(["a"]);
    expect(ids(rows.filter((row) => matches(row, { ...noFilters, status: "ended" })))).toEqual(["b", "c"]);
    expect(ids(rows.filter((row) => matches(row, { ...noFilters, status: "closed" })))).toEqual(["b"]);
    expect(rows.filter((row) => matches(row, { ...noFilters, status: "all" }))).toHaveLength(3);
  });

  it("finds what nobody has, and what one counselor has", () => {
    const rows = [
      ticket("a", { assigned: null, status: "open" }),
      ticket("b"),
      ticket("c", { assigned: "ben" }),
    ];
    expect(ids(rows.filter((row) => matches(row, { ...noFilters, assigned: "nobody" })))).toEqual(["a"]);
    expect(ids(rows.filter((row) => matches(row, { ...noFilters, assigned: "ben" })))).toEqual(["c"]);
  });

  it("sorts by any column, and by waiting among equals", () => {
    const rows = [
      ticket("a", { urgency: "low", openedAt: 1 }),
      ticket("b", { urgency: "crisis", openedAt: 9 }),
      ticket("c", { urgency: "crisis", openedAt: 2 }),
      ticket("d", { assigned: null, openedAt: 3 }),
    ];
    expect(ids(sorted(rows, { by: "urgency", descending: true }, nameOf))).toEqual(["c", "b", "d", "a"]);
    expect(ids(sorted(rows, { by: "assigned", descending: false }, nameOf))[0]).toBe("d");
  });

  it("[Q12] a counselor's load is what runs with them, and not what is over", () => {
    const rows = [
      ticket("a", { urgency: "crisis" }),
      ticket("b"),
      ticket("c", { status: "closed" }),
      ticket("d", { assigned: "ben" }),
    ];
    const counselors = [
      { id: "ben", name: "Ben" },
      { id: "ada", name: "Ada" },
      { id: "cyd", name: "Cyd" },
    ];
    expect(loadOf(rows, counselors)).toEqual([
      { id: "ada", name: "Ada", running: 2, urgent: 1 },
      { id: "ben", name: "Ben", running: 1, urgent: 0 },
      { id: "cyd", name: "Cyd", running: 0, urgent: 0 },
    ]);
  });
});
