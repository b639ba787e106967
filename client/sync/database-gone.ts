import type { Replica } from "../replica/database.ts";

/** What may become of a replica under a page that uses it. In each case it is not to be opened again by itself. */
export type ReplicaLoss = {
  /** Somebody on this device deleted it. */
  deleted(): void;
  /** The browser took it away: storage ran out, or the person cleared the site's data. */
  cleared(): void;
  /** A tab with a newer version of the app waits to change its schema, until this one closes it. */
  superseded(): void;
};

/**
 * Says when the replica is lost, closed for good where it is gone. Dexie by itself would open, and so make anew, a deleted
 * database with the next read, and write into it what was just wiped; and it would write rows of an old form into a
 * database of a newer one.
 */
export function watchReplica(replica: Replica, loss: ReplicaLoss): () => void {
  const changing = (event: IDBVersionChangeEvent) => {
    if (event.newVersion === null) {
      replica.close({ disableAutoOpen: true });
      loss.deleted();
    } else {
      loss.superseded();
    }
    // Ends the chain before Dexie's own listener, which closes and leaves the door open.
    return false;
  };
  let watching = true;
  const opened = () => {
    // The browser's own event, which only it fires, in the place of Dexie's handler, which would leave the door open.
    replica.backendDB().onclose = () => {
      replica.close({ disableAutoOpen: true });
      if (watching) loss.cleared();
    };
  };
  replica.on("versionchange", changing);
  if (replica.isOpen()) opened();
  replica.on("ready", opened, true);
  return () => {
    watching = false;
    replica.on.versionchange.unsubscribe(changing);
    replica.on.ready.unsubscribe(opened);
  };
}

/** The same for who has nothing to save: it closes for good, whatever happened. */
export function closeWhenLost(replica: Replica, lost: () => void): () => void {
  const close = () => {
    replica.close({ disableAutoOpen: true });
    lost();
  };
  return watchReplica(replica, { deleted: lost, cleared: lost, superseded: close });
}

/**
 * Did this fail because the database is closed or deleted? `AbortError`: the browser ended a transaction, as it does when it
 * takes a database away; what throws inside of one ends it by its own name.
 */
export function isDatabaseGone(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  if ("name" in error && (error.name === "DatabaseClosedError" || error.name === "AbortError")) return true;
  // Dexie wraps what ended a transaction.
  return "inner" in error && isDatabaseGone(error.inner);
}
