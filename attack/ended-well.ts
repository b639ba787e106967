import { closeCodes } from "../shared/protocol/close-codes.ts";

const known: ReadonlySet<number> = new Set(Object.values(closeCodes));

/** Is this how the protocol ends a socket? 1006, an end without a word, is not. */
export function endedWell(code: number | undefined): boolean {
  return code === undefined || known.has(code);
}
