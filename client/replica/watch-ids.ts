import { liveQuery } from "dexie";
import type { Replica } from "./database.ts";
import type { Me } from "./me.ts";
import { type QueueView, ticketIdsIn, watchedIn } from "./views.ts";

/**
 * Tells the ids of a view, and again whenever they may be others. Not read inside the live query: Dexie would sort every
 * id that came into a tree, at a cost above that of reading them, to hear of what counting them hears of as well.
 * @returns ends it
 */
export function watchTicketIds(
  replica: Replica,
  me: Me,
  view: QueueView,
  heard: (ids: string[]) => void,
): () => void {
  let latest = 0;
  const read = async () => {
    const mine = ++latest;
    const ids = await ticketIdsIn(replica, me, view);
    if (mine === latest) heard(ids);
  };
  // The database is closed: this person signed out, and the screen goes with them.
  const gone = () => undefined;
  const subscription = liveQuery(() => watchedIn(replica, me, view)).subscribe(
    () => void read().catch(gone),
    gone,
  );
  return () => {
    latest++;
    subscription.unsubscribe();
  };
}
