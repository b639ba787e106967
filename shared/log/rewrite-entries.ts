import { createDecoder, type Decoder, readVarString } from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { encoded } from "./encoded.ts";
import { readJson } from "./entry-reader.ts";
import { readCount } from "./read-count.ts";

// Yjs V1, `AbstractStruct.write`; Skip stands in merged updates only.
const skip = 10;
const contentBits = 0b0001_1111;
const contentAny = 8;
const hasOrigin = 0b1000_0000;
const otherFlags = 0b0110_0000;

/** What takes the place of an entry, as it came off the wire; null leaves it as it is. */
export type Rewrite = (value: unknown) => object | null;

/**
 * A log's update with other entries in the place of some. Origins, clocks and lengths stay as they are: a replica that
 * reads it has the same order, and goes on from the same tail.
 * @param update V1, accepted: one append, a whole log, or updates that Yjs has merged
 * @returns null where nothing is rewritten
 * @throws where it is no update of a log
 */
export function rewriteEntries(update: Uint8Array, rewrite: Rewrite): Uint8Array | null {
  const decoder = createDecoder(update);
  const copy = new Copy(update);
  const clients = readCount(decoder);
  for (let each = 0; each < clients; each++) {
    const structs = readCount(decoder);
    readCount(decoder);
    readCount(decoder);
    rewriteStructs(decoder, structs, rewrite, copy);
  }
  return copy.finish();
}

/** The same of the items of one append as they are stored, without a header. */
export function rewriteEntriesInItems(body: Uint8Array, items: number, rewrite: Rewrite): Uint8Array | null {
  const copy = new Copy(body);
  rewriteStructs(createDecoder(body), items, rewrite, copy);
  return copy.finish();
}

function rewriteStructs(decoder: Decoder, structs: number, rewrite: Rewrite, copy: Copy): void {
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
      const rewritten = rewrite(value);
      if (rewritten !== null) copy.replace(start, decoder.pos, rewritten);
    }
  }
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
