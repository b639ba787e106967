import type { Winner } from "../../shared/entries/entry.ts";
import { docKinds, docName } from "../../shared/log/doc-name.ts";
import { readersOf } from "../../shared/policy/may-read.ts";
import type { TicketState } from "../../shared/ticket/state.ts";
import type { GrantChange } from "../store/store.ts";

/** What a ticket's change of state does to who may read its four documents. */
export function grantChanges(
  before: TicketState | null,
  after: TicketState,
  now: number,
  because: Winner,
): GrantChange[] {
  return docKinds.flatMap((kind) => {
    const doc = docName(kind, after.id);
    const had = before === null ? [] : readersOf(kind, before, now);
    const have = readersOf(kind, after, now);
    return [
      ...had
        .filter((principal) => !have.includes(principal))
        .map((principal): GrantChange => ({ doc, principal, change: "ended", because })),
      ...have
        .filter((principal) => !had.includes(principal))
        .map((principal): GrantChange => ({ doc, principal, change: "opened", because: null })),
    ];
  });
}

/** The grants of emergency accesses that have run out by `now` (ms). Ending one that has ended already does nothing. */
export function expiredGrants(ticket: TicketState, now: number): GrantChange[] {
  const always = 0;
  return docKinds.flatMap((kind) => {
    const stand = readersOf(kind, ticket, now);
    return readersOf(kind, ticket, always)
      .filter((principal) => !stand.includes(principal))
      .map(
        (principal): GrantChange => ({
          doc: docName(kind, ticket.id),
          principal,
          change: "ended",
          because: null,
        }),
      );
  });
}
