import type { TicketStatus } from "../../shared/entries/codes.ts";
import { unreachable } from "../../shared/unreachable.ts";

/** The line a request moves along, as its student reads it. */
export const steps = ["Asked", "Someone has it", "Session planned", "In session", "Done"] as const;

/** Which step a status stands at. Completed and closed are both the end of the line. */
export function stepOf(status: TicketStatus): number {
  switch (status) {
    case "open":
      return 0;
    case "claimed":
      return 1;
    case "scheduled":
      return 2;
    case "in_progress":
      return 3;
    case "completed":
    case "closed":
      return 4;
    default:
      return unreachable(status);
  }
}
