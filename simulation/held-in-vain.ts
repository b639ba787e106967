import { mayHold } from "../shared/policy/may-hold.ts";
import type { Person } from "../sync-server/accounts/person.ts";
import { activeRole } from "../sync-server/sync/turn.ts";
import type { TicketCopy } from "./server-copy.ts";

const running = new Set(["claimed", "scheduled", "in_progress"]);

/** [X8] Tickets that run and are held by somebody who may not hold them. */
export function heldInVain(
  copies: ReadonlyMap<string, TicketCopy>,
  personOf: (id: string) => Person | null,
): string[] {
  return [...copies.values()].flatMap(({ id, state: { status, assigned } }) =>
    running.has(status) && assigned !== null && !mayHold(activeRole(personOf), assigned)
      ? [`ticket/${id} is ${status} and held by ${assigned}, who may not hold it`]
      : [],
  );
}
