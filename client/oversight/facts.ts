import {
  type Category,
  categories,
  type TicketStatus,
  type Urgency,
  urgencies,
} from "../../shared/entries/codes.ts";
import type { TicketRow } from "../replica/schema.ts";

/** Which tickets the table shows; "" is all. Facts only: there are no words to search in. */
export type Filters = {
  status: "running" | "ended" | "all" | TicketStatus;
  urgency: Urgency | "";
  category: Category | "";
  /** A counselor's id, `nobody`, or "" for anyone. */
  assigned: string;
};

export const noFilters: Filters = { status: "running", urgency: "", category: "", assigned: "" };

export const columns = ["urgency", "category", "status", "student", "assigned", "since", "changed"] as const;
export type Column = (typeof columns)[number];
export type Sort = { by: Column; descending: boolean };

const ended: readonly TicketStatus[] = ["completed", "closed"];

export function isRunning({ state }: TicketRow): boolean {
  return !ended.includes(state.status);
}

export function matches(row: TicketRow, { status, urgency, category, assigned }: Filters): boolean {
  const { state } = row;
  if (status === "running" && !isRunning(row)) return false;
  if (status === "ended" && isRunning(row)) return false;
  if (status !== "running" && status !== "ended" && status !== "all" && state.status !== status) return false;
  if (urgency !== "" && state.urgency !== urgency) return false;
  if (category !== "" && state.category !== category) return false;
  if (assigned === "nobody") return state.assigned === null;
  return assigned === "" || state.assigned === assigned;
}

/** Sorted by one column, then by who has waited longest. Names as they are shown. */
export function sorted(
  rows: readonly TicketRow[],
  { by, descending }: Sort,
  nameOf: (id: string) => string,
): TicketRow[] {
  const sign = descending ? -1 : 1;
  return [...rows].sort(
    (a, b) =>
      sign * compare(a, b, by, nameOf) || a.state.openedAt - b.state.openedAt || (a.id < b.id ? -1 : 1),
  );
}

function compare(a: TicketRow, b: TicketRow, by: Column, nameOf: (id: string) => string): number {
  switch (by) {
    case "urgency":
      return urgencies.indexOf(a.state.urgency) - urgencies.indexOf(b.state.urgency);
    case "category":
      return categories.indexOf(a.state.category) - categories.indexOf(b.state.category);
    case "status":
      return statusRank(a.state.status) - statusRank(b.state.status);
    case "student":
      return nameOf(a.state.student).localeCompare(nameOf(b.state.student));
    case "assigned":
      return assignedName(a, nameOf).localeCompare(assignedName(b, nameOf));
    case "since":
      return sinceOf(a) - sinceOf(b);
    case "changed":
      return a.state.changedAt - b.state.changedAt;
  }
}

/** Since when who has it has it; since it was opened while nobody has. */
export function sinceOf({ state }: TicketRow): number {
  return state.claimedAt ?? state.openedAt;
}

/** Nobody sorts first: those are the ones that wait. */
function assignedName({ state }: TicketRow, nameOf: (id: string) => string): string {
  return state.assigned === null ? "" : nameOf(state.assigned);
}

const order: readonly TicketStatus[] = ["open", "claimed", "scheduled", "in_progress", "completed", "closed"];
function statusRank(status: TicketStatus): number {
  return order.indexOf(status);
}

export type Load = { id: string; name: string; running: number; urgent: number };

/** How many running tickets each counselor has, and how many of them are high or crisis; the fullest desk first. */
export function loadOf(
  rows: readonly TicketRow[],
  counselors: readonly { id: string; name: string }[],
): Load[] {
  return counselors
    .map(({ id, name }) => {
      const own = rows.filter((row) => row.state.assigned === id && isRunning(row));
      const urgent = own.filter(({ state }) => state.urgency === "high" || state.urgency === "crisis");
      return { id, name, running: own.length, urgent: urgent.length };
    })
    .sort((a, b) => b.running - a.running || a.name.localeCompare(b.name));
}
