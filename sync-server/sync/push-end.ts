import * as Y from "yjs";
import type { Position } from "../../shared/log/append.ts";

/** What names a push that has no items: it only deletes, or cannot be read. */
const nowhere: Position = { client: 0, clock: 0 };

/**
 * The clientID of an update and the first clock after it, which its receipt names. For updates that are not an append
 * to a log: the guard's own decoder stops at the first wrong byte and has not seen the end.
 */
export function endOfUpdate(update: Uint8Array): Position {
  try {
    const [last] = Y.parseUpdateMeta(update).to;
    if (last === undefined) return nowhere;
    const [client, clock] = last;
    // lib0 reads 148 bytes as Infinity, and would write it for ever.
    return Number.isSafeInteger(client) && Number.isSafeInteger(clock) ? { client, clock } : nowhere;
  } catch {
    return nowhere;
  }
}
