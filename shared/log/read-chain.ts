import { createDecoder, type Decoder, readVarString } from "lib0/decoding";
import { logRoot, type Position } from "./append.ts";
import { readJson } from "./entry-reader.ts";
import { readCount } from "./read-count.ts";

/** A log whose every item continues the one before it. */
export type Chain = { values: unknown[]; tail: Position | null };

type Link = { client: number; clock: number; origin: Position | null; values: unknown[] };

// Yjs V1, `AbstractStruct.write`: an Item with JSON content, with or without an origin, and nothing else.
const itemAtStart = 8;
const itemAfterOrigin = 8 | 0b1000_0000;

/**
 * Reads a log straight from its V1 updates, without a document. Only where nobody wrote at the same time as another:
 * then the order is that of the origins, and Yjs's own order is the same. A ticket's and a request's log is always so,
 * a chat's nearly always.
 * @param updates from the server, in any order
 * @returns null where it takes Yjs to say: concurrent items, items that came twice in other pieces, anything unexpected
 */
export function readChain(updates: Iterable<Uint8Array>): Chain | null {
  try {
    const links: Link[] = [];
    for (const update of updates) readUpdate(createDecoder(update), links);
    return chained(links);
  } catch {
    return null;
  }
}

function readUpdate(decoder: Decoder, links: Link[]): void {
  const clients = readCount(decoder);
  for (let each = 0; each < clients; each++) {
    const items = readCount(decoder);
    const client = readCount(decoder);
    let clock = readCount(decoder);
    for (let index = 0; index < items; index++) {
      const link = readItem(decoder, client, clock);
      clock += link.values.length;
      links.push(link);
    }
  }
  if (readCount(decoder) !== 0) throw new Error("deletes something");
}

function readItem(decoder: Decoder, client: number, clock: number): Link {
  const info = decoder.arr[decoder.pos++];
  if (info !== itemAtStart && info !== itemAfterOrigin) throw new Error("not an item of a log");
  const origin = info === itemAtStart ? null : { client: readCount(decoder), clock: readCount(decoder) };
  if (origin === null && (readCount(decoder) !== 1 || readVarString(decoder) !== logRoot))
    throw new Error("another root");
  const size = readCount(decoder);
  if (size === 0) throw new Error("an empty item");
  const values: unknown[] = [];
  for (let index = 0; index < size; index++) values.push(readJson(decoder));
  return { client, clock, origin, values };
}

function chained(links: readonly Link[]): Chain | null {
  const after = new Map<string, Link>();
  for (const link of links) {
    const key = keyOf(link.origin);
    const other = after.get(key);
    if (other === undefined) after.set(key, link);
    else if (!isSame(other, link)) return null;
  }
  const values: unknown[] = [];
  const clocks = new Map<number, number>();
  let tail: Position | null = null;
  let walked = 0;
  for (let link = after.get(keyOf(tail)); link !== undefined; link = after.get(keyOf(tail))) {
    // Yjs takes a client's items in the order of their clocks, and none after a gap.
    if ((clocks.get(link.client) ?? 0) !== link.clock) return null;
    const end = link.clock + link.values.length;
    clocks.set(link.client, end);
    for (const value of link.values) values.push(value);
    tail = { client: link.client, clock: end - 1 };
    walked++;
  }
  return walked === after.size ? { values, tail } : null;
}

function keyOf(origin: Position | null): string {
  return origin === null ? "" : `${origin.client} ${origin.clock}`;
}

/** The same item sent twice. */
function isSame(a: Link, b: Link): boolean {
  return a.client === b.client && a.clock === b.clock && a.values.length === b.values.length;
}
