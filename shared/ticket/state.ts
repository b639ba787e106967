import type { Category, Mode, TicketStatus, Urgency } from "../entries/codes.ts";
import type { EntryType } from "../entries/entry.ts";

/** The entry that made something as it is; what a loser is told as the winner. */
export type Cause = { id: string; type: EntryType; by: string; at: number };

export type Session = {
  sessionId: string;
  startsAt: number;
  minutes: number;
  mode: Mode;
  timeZone: string;
};

/** Emergency access of one admin; `until` in ms since the epoch. */
export type Access = { admin: string; at: number; until: number };

/** A ticket as its log folds. Times are ms since the epoch by the writers' clocks. */
export type TicketState = {
  id: string;
  student: string;
  status: TicketStatus;
  category: Category;
  urgency: Urgency;
  mode: Mode;
  assigned: string | null;
  session: Session | null;
  openedAt: number;
  claimedAt: number | null;
  /** When it was completed or closed last; null while it runs. */
  endedAt: number | null;
  changedAt: number;
  access: Access[];
  /** Which entry last decided each aspect that a rule may turn on. */
  causes: { status: Cause; assigned: Cause | null; session: Cause | null };
};
