import * as decoding from "lib0/decoding";

/** Called for each run of entries that an update holds. */
export type OnRun = (client: number, clock: number, count: number) => void;

const contentBits = 0b0001_1111;
const contentAny = 8;
const hasOrigin = 0b1000_0000;
const hasRightOrigin = 0b0100_0000;
const skip = 10;
const gc = 0;

/**
 * Says which entries of a log a Yjs V1 update holds, without building a document or reading them: what a server sends may
 * hold one append, or a merge of many. @throws when it holds anything but entries
 */
export function readUpdate(update: Uint8Array, onRun: OnRun): void {
  const decoder = decoding.createDecoder(update);
  const clients = decoding.readVarUint(decoder);
  for (let index = 0; index < clients; index++) {
    const structs = decoding.readVarUint(decoder);
    const client = decoding.readVarUint(decoder);
    let clock = decoding.readVarUint(decoder);
    for (let struct = 0; struct < structs; struct++) {
      const info = decoding.readUint8(decoder);
      const content = info & contentBits;
      if (content === gc || content === skip) throw new Error(`not an append: struct ${content}`);
      if (content !== contentAny) throw new Error(`not an append: content ${content}`);
      if ((info & hasOrigin) !== 0) skipPosition(decoder);
      if ((info & hasRightOrigin) !== 0) skipPosition(decoder);
      if ((info & (hasOrigin | hasRightOrigin)) === 0) {
        decoding.readVarUint(decoder);
        decoding.readVarString(decoder);
      }
      const count = decoding.readVarUint(decoder);
      onRun(client, clock, count);
      // What follows the last entry is the delete set, of which nothing is to be learned.
      if (index === clients - 1 && struct === structs - 1) return;
      for (let value = 0; value < count; value++) skipAny(decoder);
      clock += count;
    }
  }
}

function skipPosition(decoder: decoding.Decoder): void {
  decoding.readVarUint(decoder);
  decoding.readVarUint(decoder);
}

/** Passes over one value as lib0's `writeAny` writes it. */
function skipAny(decoder: decoding.Decoder): void {
  const type = decoding.readUint8(decoder);
  switch (type) {
    case 127: // undefined
    case 126: // null
    case 121: // false
    case 120: // true
      return;
    case 125:
      decoding.readVarInt(decoder);
      return;
    case 124:
      decoder.pos += 4;
      return;
    case 123:
    case 122:
      decoder.pos += 8;
      return;
    case 119:
    case 116:
      skipBytes(decoder);
      return;
    case 118: {
      const keys = decoding.readVarUint(decoder);
      for (let key = 0; key < keys; key++) {
        skipBytes(decoder);
        skipAny(decoder);
      }
      return;
    }
    case 117: {
      const length = decoding.readVarUint(decoder);
      for (let item = 0; item < length; item++) skipAny(decoder);
      return;
    }
    default:
      throw new Error(`not a value: ${type}`);
  }
}

function skipBytes(decoder: decoding.Decoder): void {
  const length = decoding.readVarUint(decoder);
  decoder.pos += length;
}
