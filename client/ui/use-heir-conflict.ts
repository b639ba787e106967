import { useEffect, useState } from "react";
import { z } from "zod";
import { api } from "../account/api.ts";
import type { TicketRow } from "../replica/schema.ts";

const conflictAnswer = z.object({ conflict: z.boolean() });

/** What is known of an heir's time: `unknown` with no network, `asking` until the server has answered. */
export type HeirConflict = "none" | "conflict" | "asking" | "unknown";

/**
 * Whether who would get this ticket has another session at the time of its own. A counselor's device does not hold what
 * is another's, so the server is asked.
 */
export function useHeirConflict({ id, state: { session } }: TicketRow, heir: string | null): HeirConflict {
  const [heard, setHeard] = useState<{ heir: string; conflict: HeirConflict } | null>(null);
  const asks = session !== null && heir !== null;
  useEffect(() => {
    if (!asks) return;
    let wanted = true;
    const hear = (conflict: HeirConflict) => {
      if (wanted) setHeard({ heir, conflict });
    };
    api
      .get(`/api/tickets/${encodeURIComponent(id)}/conflict/${encodeURIComponent(heir)}`, conflictAnswer)
      .then(
        ({ conflict }) => hear(conflict ? "conflict" : "none"),
        () => hear("unknown"),
      );
    return () => {
      wanted = false;
    };
  }, [id, heir, asks]);
  if (!asks) return "none";
  return heard?.heir === heir ? heard.conflict : "asking";
}
