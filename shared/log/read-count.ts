import { type Decoder, readVarUint } from "lib0/decoding";
import { Malformed } from "./malformed.ts";

/**
 * Reads a varUint that counts, numbers or names something. lib0's own reader rounds past 2^53 and gives NaN
 * after 147 bytes of padding; NaN passes every comparison, so neither may come in [G2].
 */
export function readCount(decoder: Decoder): number {
  const count = readVarUint(decoder);
  if (!Number.isSafeInteger(count)) throw new Malformed("G2", "a number is out of range");
  return count;
}
