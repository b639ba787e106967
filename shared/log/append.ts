import { createDecoder, type Decoder, readVarString } from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { encoded } from "./encoded.ts";
import { readJson } from "./entry-reader.ts";
import { updateLimits } from "./limits.ts";
import { type GuardRule, Malformed } from "./malformed.ts";
import { readCount } from "./read-count.ts";

/** A position in a log: the clientID that wrote it and its clock. */
export type Position = { client: number; clock: number };

/** One `Item` of an update: entries that stand side by side, after `origin`. */
export type Run = {
  clock: number;
  origin: Position | null;
  values: unknown[];
  /** Where the item's bytes lie in the update. */
  start: number;
  end: number;
};

/** A decoded append: the items of one clientID, clocks contiguous from `clock`. */
export type Append = { client: number; clock: number; runs: Run[]; length: number; bytes: Uint8Array };

export type Decoded =
  | { form: "append"; append: Append }
  /** Says nothing and deletes nothing; y-websocket clients send it when they have nothing to add. */
  | { form: "empty" }
  | { form: "refused"; rule: GuardRule; detail: string };

/** The name of the one root of a log. */
export const logRoot = "log";

// Yjs V1, `AbstractStruct.write`: the low five bits name the content, the high three what is written of the place.
const contentBits = 0b0001_1111;
const contentAny = 8;
const hasOrigin = 0b1000_0000;
const hasRightOrigin = 0b0100_0000;
const hasParentSub = 0b0010_0000;

/**
 * Decodes a Yjs V1 update that may only be an append to a log [G1–G6, G8 and the form of G9], without building
 * a document. One pass: the first byte that cannot belong to an append ends it, so a hostile update costs no more
 * than its own length. `Y.decodeUpdate` would accept the same appends (the oracle test holds them
 * together), but it hides where an item ends and which keys an entry had.
 * @param update V1 bytes as they came from outside
 */
export function decodeAppend(update: Uint8Array): Decoded {
  try {
    if (update.length > updateLimits.bytes)
      throw new Malformed("G1", `an update is at most ${updateLimits.bytes} bytes`);
    return readUpdate(update);
  } catch (error) {
    if (error instanceof Malformed) return { form: "refused", rule: error.rule, detail: error.message };
    return { form: "refused", rule: "G2", detail: "not a Yjs V1 update" };
  }
}

function readUpdate(update: Uint8Array): Decoded {
  const decoder = createDecoder(update);
  const clients = readCount(decoder);
  if (clients > 1) throw new Malformed("G6", "an update is written by one clientID");
  const append = clients === 0 ? null : readClient(decoder, update);
  if (readCount(decoder) !== 0) throw new Malformed("G3", "the delete set is not empty");
  if (decoder.pos !== update.length) throw new Malformed("G2", "bytes follow the update");
  return append === null ? { form: "empty" } : { form: "append", append };
}

function readClient(decoder: Decoder, update: Uint8Array): Append {
  const items = readCount(decoder);
  const client = readCount(decoder);
  const clock = readCount(decoder);
  if (items === 0) throw new Malformed("G2", "a clientID without an item");
  const runs: Run[] = [];
  let length = 0;
  for (let index = 0; index < items; index++) {
    const run = readItem(decoder, clock + length, updateLimits.entries - length);
    length += run.values.length;
    runs.push(run);
  }
  return { client, clock, runs, length, bytes: update };
}

function readItem(decoder: Decoder, clock: number, entriesLeft: number): Run {
  const start = decoder.pos;
  const info = readByte(decoder);
  if ((info & contentBits) !== contentAny) throw new Malformed("G4", "only items with JSON content");
  const origin = (info & hasOrigin) === 0 ? null : readPosition(decoder);
  if ((info & hasRightOrigin) !== 0) throw new Malformed("G8", "rightOrigin is not null");
  // Yjs writes the parent only where no origin implies it; parentSub then follows the parent.
  if (origin === null) readRoot(decoder);
  if ((info & hasParentSub) !== 0) throw new Malformed("G5", "parentSub is not null");
  const size = readCount(decoder);
  if (size === 0) throw new Malformed("G4", "an item without an entry");
  if (size > entriesLeft) throw new Malformed("G1", `an update is at most ${updateLimits.entries} entries`);
  const values: unknown[] = [];
  for (let index = 0; index < size; index++) values.push(readEntry(decoder));
  return { clock, origin, values, start, end: decoder.pos };
}

function readRoot(decoder: Decoder): void {
  if (readCount(decoder) !== 1) throw new Malformed("G5", "the parent is not the root");
  if (readVarString(decoder) !== logRoot) throw new Malformed("G5", `the root is not ${logRoot}`);
}

function readEntry(decoder: Decoder): unknown {
  const start = decoder.pos;
  const value = readJson(decoder);
  if (decoder.pos - start > updateLimits.entryBytes) {
    throw new Malformed("G1", `an entry is at most ${updateLimits.entryBytes} bytes`);
  }
  return value;
}

function readPosition(decoder: Decoder): Position {
  return { client: readCount(decoder), clock: readCount(decoder) };
}

function readByte(decoder: Decoder): number {
  const byte = decoder.arr[decoder.pos++];
  if (byte === undefined) throw new Malformed("G2", "the update ends too early");
  return byte;
}

/**
 * Encodes entries as one Yjs V1 update: one item after `origin` (null for the first of a log).
 * @returns the update; its first clock after the entries is `clock + entries.length`
 */
export function encodeAppend(at: Position, origin: Position | null, entries: readonly object[]): Uint8Array {
  return encoded((encoder) => {
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint(encoder, at.client);
    encoding.writeVarUint(encoder, at.clock);
    writeItem(encoder, origin, entries);
    encoding.writeVarUint(encoder, 0);
  });
}

/** The bytes of one item, as they stand inside an update. */
export function encodeItem(origin: Position | null, values: readonly unknown[]): Uint8Array {
  return encoded((encoder) => writeItem(encoder, origin, values));
}

function writeItem(encoder: encoding.Encoder, origin: Position | null, values: readonly unknown[]): void {
  if (origin === null) {
    encoding.writeUint8(encoder, contentAny);
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarString(encoder, logRoot);
  } else {
    encoding.writeUint8(encoder, contentAny | hasOrigin);
    encoding.writeVarUint(encoder, origin.client);
    encoding.writeVarUint(encoder, origin.clock);
  }
  encoding.writeVarUint(encoder, values.length);
  for (const value of values) encoding.writeAny(encoder, value as encoding.AnyEncodable);
}
