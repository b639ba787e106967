import type { Session } from "../../shared/ticket/state.ts";

/** Minutes before a session at which its link wakes. */
export const joinEarlyMinutes = 10;
const minuteMs = 60_000;
/** Minutes after its planned end for which it can still be joined: sessions run over. */
const joinLateMinutes = 60;

export type JoinState =
  | { kind: "early"; opensAt: number }
  | { kind: "open"; started: boolean }
  | { kind: "over" };

/** Whether a session can be joined now. Times in ms since the epoch. */
export function joinStateOf(session: Session, now: number): JoinState {
  const opensAt = session.startsAt - joinEarlyMinutes * minuteMs;
  const closesAt = session.startsAt + (session.minutes + joinLateMinutes) * minuteMs;
  if (now < opensAt) return { kind: "early", opensAt };
  if (now > closesAt) return { kind: "over" };
  return { kind: "open", started: now >= session.startsAt };
}

/** What stands in the place of a link that is not awake: `in 2 days 3 h`, `in 1 h 5 min`, `in 12 min`. */
export function countdownWords(until: number, now: number): string {
  const minutes = Math.max(0, Math.ceil((until - now) / minuteMs));
  const days = Math.floor(minutes / 1_440);
  const hours = Math.floor((minutes % 1_440) / 60);
  if (days > 0) return `in ${days} ${days === 1 ? "day" : "days"}${hours > 0 ? ` ${hours} h` : ""}`;
  if (hours > 0) return `in ${hours} h${minutes % 60 > 0 ? ` ${minutes % 60} min` : ""}`;
  return minutes <= 1 ? "in a minute" : `in ${minutes} min`;
}
