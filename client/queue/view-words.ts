import type { QueueView } from "../replica/reads.ts";

/** The rail, from what nobody has to what is over. */
export const views = [
  "unclaimed",
  "mine",
  "crisis",
  "today",
  "waiting-for-me",
  "closed",
] as const satisfies readonly QueueView[];
export type RailView = (typeof views)[number];

export const viewWords: { readonly [View in RailView]: string } = {
  unclaimed: "Unclaimed",
  mine: "Mine",
  crisis: "Crisis",
  today: "Today",
  "waiting-for-me": "Waiting for me",
  closed: "Closed",
};

/** What an empty view says: good news where it is good news. */
export const emptyWords: { readonly [View in RailView]: { title: string; text: string } } = {
  unclaimed: {
    title: "Nobody is waiting",
    text: "Every request has someone. A new one appears here by itself.",
  },
  mine: { title: "You have no tickets", text: "What you claim, or are handed, stands here." },
  crisis: { title: "No crisis", text: "Tickets marked as crisis stand here until they are over." },
  today: { title: "No sessions today", text: "Sessions planned for today stand here." },
  "waiting-for-me": {
    title: "You are up to date",
    text: "When a student has written and you have not answered, the ticket stands here.",
  },
  closed: { title: "Nothing closed", text: "Your completed and closed tickets stand here." },
};

/** The view an address names; the first one for anything else. */
export function railView(name: string | undefined): RailView {
  return views.find((view) => view === name) ?? "unclaimed";
}
