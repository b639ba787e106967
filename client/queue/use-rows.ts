import { useEffect, useRef } from "react";
import type { Replica } from "../replica/database.ts";
import { ticketsByIds } from "../replica/reads.ts";
import type { TicketRow } from "../replica/schema.ts";
import { useLive } from "../replica/use-live.ts";

/** Rows read beyond both ends of what is on the screen, so that a list that is scrolled finds them there. */
const beyond = 40;
/** Rows kept of where the list was before; scrolling back shows them at once. */
const keptRows = 1_000;

/** The rows around those on the screen, read again whenever one of them changes; a few that are further off may be older. */
export function useRows(
  replica: Replica,
  ids: readonly string[],
  { first, last }: { first: number; last: number },
): ReadonlyMap<string, TicketRow> {
  // In steps, so that not every row scrolled past is a query.
  const start = Math.max(0, Math.floor((first - beyond) / beyond) * beyond);
  const end = Math.ceil((last + 1 + beyond) / beyond) * beyond;
  const wanted = ids.slice(start, end);
  const read = useLive(() => ticketsByIds(replica, wanted), [replica, wanted.join(" ")], null);
  const kept = useRef(new Map<string, TicketRow>());
  const rows = new Map(kept.current);
  for (const row of read ?? []) rows.set(row.id, row);
  useEffect(() => {
    kept.current = rows.size > keptRows ? new Map(read?.map((row) => [row.id, row])) : rows;
  });
  return rows;
}
