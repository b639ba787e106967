import type { EntryType } from "../../shared/entries/entry.ts";

/** What somebody may do to a ticket as a whole, from the everyday to the rare. */
export const ticketDeeds = ["claim", "triage", "edit", "hand-over", "unclaim", "close", "reopen"] as const;
export type TicketDeed = (typeof ticketDeeds)[number];

/** The entry that does it; the policy on that entry decides whether the button is there. */
export const deedEntry: { readonly [Deed in TicketDeed]: EntryType } = {
  claim: "ticket.claimed",
  triage: "ticket.triaged",
  edit: "ticket.edited",
  "hand-over": "ticket.assigned",
  unclaim: "ticket.unclaimed",
  close: "ticket.closed",
  reopen: "ticket.reopened",
};

export const deedWords: { readonly [Deed in TicketDeed]: string } = {
  claim: "Claim",
  triage: "Change urgency",
  edit: "Edit request",
  "hand-over": "Hand over",
  unclaim: "Give back",
  close: "Close ticket",
  reopen: "Reopen",
};

/** The deed as it is called on this ticket: what nobody has cannot be handed over. */
export function deedWordsOn(deed: TicketDeed, assigned: string | null): string {
  return deed === "hand-over" && assigned === null ? "Assign" : deedWords[deed];
}

/** What of it is allowed now. `may` is the policy as it stands for one person and one ticket. */
export function deedsAllowed(may: (type: EntryType) => boolean): TicketDeed[] {
  return ticketDeeds.filter((deed) => may(deedEntry[deed]));
}
