import * as encoding from "lib0/encoding";
import { logRoot, type Position } from "./append.ts";

/** Writes Yjs V1 by hand, so that a test can say what no Yjs would write. */
export type Struct = {
  /** The content's number: 0 GC, 1 deleted, 4 text, 7 type, 8 any, 10 skip. */
  ref?: number;
  origin?: Position | null;
  rightOrigin?: Position | null;
  /** A root's name, or the item that is the parent. */
  parent?: string | Position;
  parentSub?: string | null;
  /** The content with its length, as bytes. */
  content: Uint8Array;
};
export type Block = { client: number; clock: number; structs: Struct[]; claims?: number };
export type Deletes = { client: number; ranges: { clock: number; length: number }[] }[];

export function bytesOf(write: (encoder: encoding.Encoder) => void): Uint8Array {
  return encoding.encode(write);
}

/** JSON content of an item: its length and its values. */
export function any(...values: unknown[]): Uint8Array {
  return bytesOf((encoder) => {
    encoding.writeVarUint(encoder, values.length);
    for (const value of values) encoding.writeAny(encoder, value as encoding.AnyEncodable);
  });
}

/** A length alone, as GC, Skip and deleted content have it. */
export function lengthOnly(length: number): Uint8Array {
  return bytesOf((encoder) => encoding.writeVarUint(encoder, length));
}

export function joined(...parts: (Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** An object's bytes with keys as given: twice, or `__proto__`, as no JavaScript object would have them. */
export function rawObject(...pairs: [string, unknown][]): Uint8Array {
  return bytesOf((encoder) => {
    encoding.writeUint8(encoder, 118);
    encoding.writeVarUint(encoder, pairs.length);
    for (const [key, value] of pairs) {
      encoding.writeVarString(encoder, key);
      if (value instanceof Raw) encoding.writeUint8Array(encoder, value.bytes);
      else encoding.writeAny(encoder, value as encoding.AnyEncodable);
    }
  });
}

/** Bytes that stand for a value inside `rawObject`. */
export class Raw {
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** Nothing but zeros that go on: 200 bytes that lib0 reads as NaN. */
export const notANumber: readonly number[] = [...new Array<number>(199).fill(0x80), 0];

/** 148 bytes that lib0 reads as Infinity, and writes for ever. */
export const unending: readonly number[] = [...new Array<number>(147).fill(0x80), 1];

export function updateOf(blocks: readonly Block[], deletes: Deletes = []): Uint8Array {
  return bytesOf((encoder) => {
    encoding.writeVarUint(encoder, blocks.length);
    for (const { client, clock, structs, claims } of blocks) {
      encoding.writeVarUint(encoder, claims ?? structs.length);
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, clock);
      for (const struct of structs) writeStruct(encoder, struct);
    }
    encoding.writeVarUint(encoder, deletes.length);
    for (const { client, ranges } of deletes) {
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, ranges.length);
      for (const range of ranges) {
        encoding.writeVarUint(encoder, range.clock);
        encoding.writeVarUint(encoder, range.length);
      }
    }
  });
}

function writeStruct(encoder: encoding.Encoder, struct: Struct): void {
  const { ref = 8, origin = null, rightOrigin = null, parent = logRoot, parentSub = null, content } = struct;
  const bare = ref === 0 || ref === 10;
  const place = (origin === null ? 0 : 128) | (rightOrigin === null ? 0 : 64) | (parentSub === null ? 0 : 32);
  encoding.writeUint8(encoder, bare ? ref : ref | place);
  if (!bare) {
    if (origin !== null) writePosition(encoder, origin);
    if (rightOrigin !== null) writePosition(encoder, rightOrigin);
    if (origin === null && rightOrigin === null) {
      encoding.writeVarUint(encoder, typeof parent === "string" ? 1 : 0);
      if (typeof parent === "string") encoding.writeVarString(encoder, parent);
      else writePosition(encoder, parent);
      if (parentSub !== null) encoding.writeVarString(encoder, parentSub);
    }
  }
  encoding.writeUint8Array(encoder, content);
}

function writePosition(encoder: encoding.Encoder, { client, clock }: Position): void {
  encoding.writeVarUint(encoder, client);
  encoding.writeVarUint(encoder, clock);
}
