import * as Y from "yjs";
import { logRoot, type Position } from "./append.ts";

/** A log as a replica reads it: its values in Yjs's order, and the position of the last of them. */
export type ReadLog = { values: unknown[]; tail: Position | null; update: Uint8Array };

/**
 * Integrates accepted updates into a fresh document and reads it.
 * @param updates V1 updates from the server, in any order
 * @returns `update` holds them all as one, for storing in their place
 */
export function readLog(updates: Iterable<Uint8Array>): ReadLog {
  const doc = docOf([...updates]);
  try {
    const log = doc.getArray(logRoot);
    return { values: log.toArray(), tail: tailOf(log), update: Y.encodeStateAsUpdate(doc) };
  } finally {
    doc.destroy();
  }
}

/** Updates out of order may each wait for another in Yjs's pending store for ever; merged into one they do not. */
function docOf(updates: Uint8Array[]): Y.Doc {
  const doc = integrated(updates);
  if (doc.store.pendingStructs === null) return doc;
  doc.destroy();
  return integrated([Y.mergeUpdates(updates)]);
}

function integrated(updates: Uint8Array[]): Y.Doc {
  // Nobody sees the guid, and making one costs 37 random numbers: a first sync reads thousands of logs.
  const doc = new Y.Doc({ gc: false, guid: logRoot });
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  return doc;
}

function tailOf(log: Y.Array<unknown>): Position | null {
  if (log.length === 0) return null;
  const { item } = Y.createRelativePositionFromTypeIndex(log, log.length, -1);
  return item === null ? null : { client: item.client, clock: item.clock };
}
