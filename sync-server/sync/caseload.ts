import type { EntryOf } from "../../shared/entries/entry.ts";
import { docName } from "../../shared/log/doc-name.ts";
import type { Caseload } from "../http/people-routes.ts";
import { refuseUnlessAccepted } from "../http/ticket-routes.ts";
import type { Desk } from "./desk.ts";
import type { Holders } from "./holders.ts";
import { appendEntry } from "./server-entries.ts";

/** A counselor's running tickets, moved by entries in the admin's name: both sides read it in the history. */
export function createCaseload(desk: Desk, holders: Holders): Caseload {
  return {
    handOver: (from, to, by) =>
      holders.whileMoving(from, async () => {
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
      }),
  };
}
