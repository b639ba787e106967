import { useCallback, useEffect, useSyncExternalStore } from "react";
import type { DocName } from "../../shared/log/doc-name.ts";
import { type Activity, joinPresence, type Presence, type Present } from "../sync/presence.ts";

/** One presence for each document on this page, whoever shows it: two panes of one ticket are one person there. */
const joined = new Map<DocName, { presence: Presence; users: number }>();
const nobody: readonly Present[] = [];
const watchers = new Set<() => void>();

/** Says that this person has the document on the screen, and who else has. Null says and hears nothing. */
export function usePresence(doc: DocName | null): {
  others: readonly Present[];
  update: (activity: Activity) => void;
} {
  useEffect(() => {
    if (doc === null) return;
    enter(doc);
    return () => leave(doc);
  }, [doc]);

  const subscribe = useCallback(
    (listener: () => void) => {
      let stop = doc === null ? undefined : joined.get(doc)?.presence.others.subscribe(listener);
      const changed = () => {
        stop?.();
        stop = doc === null ? undefined : joined.get(doc)?.presence.others.subscribe(listener);
        listener();
      };
      watchers.add(changed);
      return () => {
        watchers.delete(changed);
        stop?.();
      };
    },
    [doc],
  );
  const get = useCallback(
    () => (doc === null ? nobody : (joined.get(doc)?.presence.others.get() ?? nobody)),
    [doc],
  );
  const others = useSyncExternalStore(subscribe, get, get);
  const update = useCallback(
    (activity: Activity) => {
      if (doc !== null) joined.get(doc)?.presence.update(activity);
    },
    [doc],
  );
  return { others, update };
}

function enter(doc: DocName): void {
  const there = joined.get(doc);
  if (there !== undefined) {
    there.users++;
    return;
  }
  joined.set(doc, { presence: joinPresence(doc, { activity: "viewing" }), users: 1 });
  for (const changed of [...watchers]) changed();
}

function leave(doc: DocName): void {
  const there = joined.get(doc);
  if (there === undefined) return;
  there.users--;
  if (there.users > 0) return;
  joined.delete(doc);
  there.presence.leave();
  for (const changed of [...watchers]) changed();
}
