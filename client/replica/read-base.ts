import type { Position } from "../../shared/log/append.ts";
import { readChain } from "../../shared/log/read-chain.ts";
import { readLog } from "../../shared/log/read-log.ts";

/** A log of the base: its values in Yjs's order, and the position of the last. Most take no Yjs to read. */
export function readBase(updates: readonly Uint8Array[]): { values: unknown[]; tail: Position | null } {
  return readChain(updates) ?? readLog(updates);
}
