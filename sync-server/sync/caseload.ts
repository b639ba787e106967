import type { EntryOf } from "../../shared/entries/entry.ts";
import { docName } from "../../shared/log/doc-name.ts";
import type { Caseload } from "../http/people-routes.ts";
import { refuseUnlessAccepted } from "../http/ticket-routes.ts";
import type { Desk } from "./desk.ts";
import { appendEntry } from "./server-entries.ts";

/** A counselor's running tickets, moved by entries in the admin's name: both sides read it in the history. */
export function createCaseload(desk: Desk): Caseload {
  return {
    openTicketsOf: async (personId) => (await desk.store.caseload(personId)).length,
    handOver: async (from, to, by) => {
      const tickets = await desk.store.caseload(from);
      for (const ticketId of tickets) {
        const doc = docName("ticket", ticketId);
        const outcome =
          to === null
            ? await appendEntry<EntryOf<"ticket.unclaimed">>(desk, {
                doc,
                by: by.id,
                draft: { type: "ticket.unclaimed", reason: "absence" },
              })
            : await appendEntry<EntryOf<"ticket.assigned">>(desk, {
                doc,
                by: by.id,
                draft: { type: "ticket.assigned", to },
              });
        refuseUnlessAccepted(outcome);
      }
      return tickets.length;
    },
  };
}
