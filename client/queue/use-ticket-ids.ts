import { useEffect, useState } from "react";
import type { Replica } from "../replica/database.ts";
import type { Me } from "../replica/me.ts";
import type { QueueView } from "../replica/reads.ts";
import { watchTicketIds } from "../replica/watch-ids.ts";

/** The ids of a view in their order, kept up to date; null until they are read. */
export function useTicketIds(replica: Replica, me: Me, view: QueueView): readonly string[] | null {
  const [read, setRead] = useState<{ view: QueueView; ids: readonly string[] } | null>(null);
  useEffect(() => watchTicketIds(replica, me, view, (ids) => setRead({ view, ids })), [replica, me, view]);
  return read?.view === view ? read.ids : null;
}
