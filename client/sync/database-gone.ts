import type { Replica } from "../replica/database.ts";

/**
 * Closes the replica for good when anybody on this device deletes it, and calls `gone`. Dexie by itself would open, and
 * so make anew, a deleted database with the next read, and write into it what was just wiped.
 */
export function closeWhenDeleted(replica: Replica, gone: () => void): () => void {
  const listener = (event: IDBVersionChangeEvent) => {
    if (event.newVersion !== null) return true;
    replica.close({ disableAutoOpen: true });
    gone();
    // Ends the chain before Dexie's own listener, which closes and leaves the door open.
    return false;
  };
  replica.on("versionchange", listener);
  return () => replica.on.versionchange.unsubscribe(listener);
}
