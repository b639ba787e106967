import { z } from "zod";
import { categories, modes, resolutions, unclaimReasons, urgencies } from "./codes.ts";
import { entrySchema, instant, personId } from "./envelope.ts";
import { sessionCancelled, sessionCompleted, sessionScheduled, sessionStarted } from "./session-entries.ts";

const category = z.enum(categories);
const urgency = z.enum(urgencies);
const mode = z.enum(modes);

/** `ticket/<id>`: facts and codes, never a person's words, never a link. */
export const ticketEntry = z.discriminatedUnion("type", [
  entrySchema("ticket.opened", { category, urgency, mode }),
  entrySchema("ticket.edited", { category: category.optional(), mode: mode.optional() }).refine(
    (entry) => entry.category !== undefined || entry.mode !== undefined,
    "an edit changes the category or the mode",
  ),
  entrySchema("ticket.triaged", { urgency, category: category.optional() }),
  entrySchema("ticket.claimed", {}),
  entrySchema("ticket.unclaimed", { reason: z.enum(unclaimReasons) }),
  entrySchema("ticket.assigned", { to: personId }),
  sessionScheduled,
  sessionCancelled,
  sessionStarted,
  sessionCompleted,
  entrySchema("ticket.closed", { resolution: z.enum(resolutions) }),
  entrySchema("ticket.reopened", {}),
  entrySchema("access.opened", { until: instant }),
  entrySchema("account.recovered", { person: personId }),
]);
export type TicketEntry = z.infer<typeof ticketEntry>;
