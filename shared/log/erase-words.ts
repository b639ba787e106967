import { createDecoder, type Decoder, readVarString } from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { withoutWords } from "../entries/without-words.ts";
import { encoded } from "./encoded.ts";
import { readJson } from "./entry-reader.ts";
import { readCount } from "./read-count.ts";

// Yjs V1, `AbstractStruct.write`; Skip stands in merged updates only.
const skip = 10;
const contentBits = 0b0001_1111;
const contentAny = 8;
const hasOrigin = 0b1000_0000;
const otherFlags = 0b0110_0000;

/**
 * A log's update with the words of these entries erased, wherever in it they stand. Origins, clocks and lengths stay as they
 * are: a replica that reads it has the same order, and goes on from the same tail.
 * @param update V1, accepted: one append, a whole log, or updates that Yjs has merged
 * @returns null where it holds no words of theirs
 * @throws where it is no update of a log
 */
export function eraseWords(update: Uint8Array, ids: ReadonlySet<string>): Uint8Array | null {
  const decoder = createDecoder(update);
  const copy = new Copy(update);
  const clients = readCount(decoder);
  for (let each = 0; each < clients; each++) {
    const structs = readCount(decoder);
    readCount(decoder);
    readCount(decoder);
    eraseInStructs(decoder, structs, ids, copy);
  }
  return copy.finish();
}

/** The same of the items of one append as they are stored, without a header. */
export function eraseWordsInItems(
  body: Uint8Array,
  items: number,
  ids: ReadonlySet<string>,
): Uint8Array | null {
  const copy = new Copy(body);
  eraseInStructs(createDecoder(body), items, ids, copy);
  return copy.finish();
}

function eraseInStructs(decoder: Decoder, structs: number, ids: ReadonlySet<string>, copy: Copy): void {
  for (let index = 0; index < structs; index++) {
    const info = decoder.arr[decoder.pos++];
    if (info === skip) {
      readCount(decoder);
      continue;
    }
    if (info === undefined || (info & contentBits) !== contentAny || (info & otherFlags) !== 0)
      throw new Error("not an item of a log");
    if ((info & hasOrigin) !== 0) {
      readCount(decoder);
      readCount(decoder);
    } else {
      readCount(decoder);
      readVarString(decoder);
    }
    const entries = readCount(decoder);
    for (let entry = 0; entry < entries; entry++) {
      const start = decoder.pos;
      const value = readJson(decoder);
      const erased = isOneOf(value, ids) ? withoutWords(value) : null;
      if (erased !== null) copy.replace(start, decoder.pos, erased);
    }
  }
}

function isOneOf(value: unknown, ids: ReadonlySet<string>): value is object {
  return (
    typeof value === "object" &&
    value !== null &&
    "id" in value &&
    typeof value.id === "string" &&
    ids.has(value.id)
  );
}

/** Bytes being copied, some values of them with another in their place. */
class Copy {
  readonly #source: Uint8Array;
  readonly #replaced: { start: number; end: number; value: object }[] = [];

  constructor(source: Uint8Array) {
    this.#source = source;
  }

  replace(start: number, end: number, value: object): void {
    this.#replaced.push({ start, end, value });
  }

  finish(): Uint8Array | null {
    if (this.#replaced.length === 0) return null;
    return encoded((encoder) => {
      let done = 0;
      for (const { start, end, value } of this.#replaced) {
        encoding.writeUint8Array(encoder, this.#source.subarray(done, start));
        encoding.writeAny(encoder, value as encoding.AnyEncodable);
        done = end;
      }
      encoding.writeUint8Array(encoder, this.#source.subarray(done));
    });
  }
}
