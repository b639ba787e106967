import * as encoding from "lib0/encoding";
import { encoded } from "./encoded.ts";

/** The items of one accepted append, as the guard stored them. */
export type StoredItems = { client: number; clock: number; items: number; body: Uint8Array };

/** A Yjs V1 update that says nothing. */
export const emptyUpdate: Uint8Array = new Uint8Array([0, 0]);

/**
 * One V1 update of many stored appends, in the order in which they were accepted: their items' concatenation
 * under one header for each clientID. Nothing is decoded, merged or built.
 */
export function concatenate(appends: Iterable<StoredItems>): Uint8Array {
  const byClient = new Map<number, { clock: number; items: number; bodies: Uint8Array[] }>();
  for (const append of appends) {
    const block = byClient.get(append.client);
    if (block === undefined) {
      byClient.set(append.client, { clock: append.clock, items: append.items, bodies: [append.body] });
    } else {
      block.items += append.items;
      block.bodies.push(append.body);
    }
  }
  if (byClient.size === 0) return emptyUpdate;
  return encoded((encoder) => {
    encoding.writeVarUint(encoder, byClient.size);
    for (const [client, block] of byClient) {
      encoding.writeVarUint(encoder, block.items);
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, block.clock);
      for (const body of block.bodies) encoding.writeUint8Array(encoder, body);
    }
    encoding.writeVarUint(encoder, 0);
  });
}

/**
 * Of a log's stored appends those that reach past a state vector, in the same order. One that straddles it is whole: Yjs
 * skips what it has. Goes by clocks alone, so that the bodies of the others need not be read.
 * @param rows of the whole log, in the order in which they were accepted
 * @param ends each clientID's next clock after all of them
 * @param has each clientID's next clock as the one who asks has it
 */
export function reachingPast<Row extends { client: number; clock: number }>(
  rows: readonly Row[],
  ends: ReadonlyMap<number, number>,
  has: ReadonlyMap<number, number>,
): Row[] {
  const next = new Map(ends);
  const lacked = rows.toReversed().filter(({ client, clock }) => {
    const end = next.get(client) ?? Number.POSITIVE_INFINITY;
    next.set(client, clock);
    return end > (has.get(client) ?? 0);
  });
  return lacked.reverse();
}
