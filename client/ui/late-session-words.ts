import type { Lateness } from "../replica/late-session.ts";

/** What stands in the place of a plan that nobody else could have known in time. */
export function lateSessionWords(late: Lateness): string {
  return late === "unsent"
    ? "The time of this session has passed, and it was not sent yet."
    : "The time of this session had passed when it was sent.";
}
