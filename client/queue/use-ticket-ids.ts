import { useEffect, useState } from "react";
import type { Replica } from "../replica/database.ts";
import type { Me } from "../replica/me.ts";
import type { QueueView } from "../replica/reads.ts";
import { watchTicketIds } from "../replica/watch-ids.ts";
import { useDay } from "../ui/use-now.ts";

/** The ids of a view in their order, kept up to date; null until they are read. */
export function useTicketIds(replica: Replica, me: Me, view: QueueView): readonly string[] | null {
  const [read, setRead] = useState<{ view: QueueView; ids: readonly string[] } | null>(null);
  // A view of a day is another one when the day ends, though no row changes.
  const day = useDay();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the view reads the clock when it is watched anew
  useEffect(
    () => watchTicketIds(replica, me, view, (ids) => setRead({ view, ids })),
    [replica, me, view, day],
  );
  return read?.view === view ? read.ids : null;
}
