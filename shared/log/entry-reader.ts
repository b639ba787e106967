import type * as decoding from "lib0/decoding";
import { readFloat32, readFloat64, readUint8, readVarInt, readVarString } from "lib0/decoding";
import { updateLimits } from "./limits.ts";
import { Malformed } from "./malformed.ts";
import { readCount } from "./read-count.ts";

/** lib0's type bytes for the values JSON has; the others (undefined, bigint, bytes) are not JSON. */
const typeOf = {
  null: 126,
  integer: 125,
  float32: 124,
  float64: 123,
  false: 121,
  true: 120,
  string: 119,
  object: 118,
  array: 117,
} as const;

/**
 * Reads one plain JSON value in lib0's `any` encoding. Unlike lib0's own reader it sees every key as it
 * stands on the wire: `__proto__` would otherwise vanish into the prototype and read as inherited.
 */
export function readJson(decoder: decoding.Decoder, depth = 1): unknown {
  if (decoder.pos >= decoder.arr.length) throw new Malformed("G2", "the update ends too early");
  const type = readUint8(decoder);
  switch (type) {
    case typeOf.string:
      return readVarString(decoder);
    case typeOf.integer:
      return whole(readVarInt(decoder));
    case typeOf.float64:
      return finite(readFloat64(decoder));
    case typeOf.float32:
      return finite(readFloat32(decoder));
    case typeOf.true:
      return true;
    case typeOf.false:
      return false;
    case typeOf.null:
      return null;
    case typeOf.object:
      return readObject(decoder, depth);
    case typeOf.array:
      return readArray(decoder, depth);
    default:
      throw new Malformed("G9", "an entry holds a value that is not JSON");
  }
}

function readObject(decoder: decoding.Decoder, depth: number): Record<string, unknown> {
  refuseDeeper(depth);
  const size = readCount(decoder);
  const object: Record<string, unknown> = {};
  for (let index = 0; index < size; index++) {
    const key = readVarString(decoder);
    if (key === "__proto__") throw new Malformed("G9", "unknown key __proto__");
    if (Object.hasOwn(object, key)) throw new Malformed("G9", `key ${key} stands twice`);
    object[key] = readJson(decoder, depth + 1);
  }
  return object;
}

function readArray(decoder: decoding.Decoder, depth: number): unknown[] {
  refuseDeeper(depth);
  const size = readCount(decoder);
  const array: unknown[] = [];
  // Not preallocated: the size is a stranger's word until the bytes have been seen.
  for (let index = 0; index < size; index++) array.push(readJson(decoder, depth + 1));
  return array;
}

function refuseDeeper(depth: number): void {
  if (depth > updateLimits.depth)
    throw new Malformed("G1", `nested deeper than ${updateLimits.depth} levels`);
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new Malformed("G9", "an entry holds a number that is not finite");
  return value;
}

/** lib0 writes only 31 bits as an integer; past 2^53 other readers would see another number. */
function whole(value: number): number {
  if (!Number.isSafeInteger(value)) throw new Malformed("G9", "an entry holds an integer out of range");
  return value;
}
