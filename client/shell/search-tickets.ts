import type { Replica } from "../replica/database.ts";
import type { TicketRow } from "../replica/schema.ts";

/** More than anybody reads in a palette. */
const shown = 8;
/** Fewer characters match everything. */
const least = 2;

/** Tickets with all these words in their title, description, category or names; what happened last comes first. */
export async function searchTickets(
  replica: Replica,
  query: string,
  nameOf: (id: string) => string,
): Promise<TicketRow[]> {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (query.length < least) return [];
  const rows = await replica.tickets
    .filter((row) => {
      const text = `${row.search} ${nameOf(row.student)} ${nameOf(row.assigned)}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .toArray();
  return rows.sort((a, b) => b.lastActivityAt - a.lastActivityAt).slice(0, shown);
}
