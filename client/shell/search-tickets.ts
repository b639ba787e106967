import type { Replica } from "../replica/database.ts";
import type { TicketRow } from "../replica/schema.ts";
import { type Found, searchDesk } from "../replica/search.ts";

/** A ticket, and the words by which it was found. */
export type FoundTicket = { row: TicketRow; snippet: string; where: Found["where"] };

/** More than anybody reads in a palette. */
const shown = 8;
/** Fewer characters match everything. */
const least = 2;

/** The tickets that a query finds by their own words or by their messages; each once, the best hit first. */
export async function searchTickets(replica: Replica, query: string): Promise<FoundTicket[]> {
  if (query.trim().length < least) return [];
  const best = bestOfEach(await searchDesk(replica, query));
  const rows = await replica.tickets.bulkGet(best.map((hit) => hit.ticketId));
  return best.flatMap(({ snippet, where }, index) => {
    const row = rows[index];
    return row === undefined ? [] : [{ row, snippet, where }];
  });
}

/** The first hit of every ticket, in their order. */
export function bestOfEach(hits: readonly Found[]): Found[] {
  const best = new Map<string, Found>();
  for (const hit of hits) if (!best.has(hit.ticketId)) best.set(hit.ticketId, hit);
  return [...best.values()].slice(0, shown);
}
