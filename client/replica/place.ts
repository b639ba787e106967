import { urgencies } from "../../shared/entries/codes.ts";
import type { TicketState } from "../../shared/ticket/state.ts";

/** More ms than any date has (the year 5138): one step of urgency outweighs every waiting time. */
const step = 1e14;

/** Tickets that are not closed stand below this. */
export const closedFrom = 5 * step;
/** Crises that are not closed stand below this. */
export const crisisBelow = step;

/**
 * Where a ticket stands in its list, ascending: the running ones by urgency, then by who has waited longest; the closed
 * ones behind them, latest first. Times are those of acceptance: a clock that is wrong leads no list. What is equal here goes by the ticket's id, as an index of IndexedDB does.
 */
export function placeOf(
  state: TicketState,
  openedAt: number = state.openedAt,
  endedAt: number | null = state.endedAt,
): number {
  if (state.status === "closed") return closedFrom + step - (endedAt ?? 0);
  return (urgencies.length - 1 - urgencies.indexOf(state.urgency)) * step + openedAt;
}
