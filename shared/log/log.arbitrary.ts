import fc from "fast-check";
import { type Append, decodeAppend, encodeAppend, type Position } from "./append.ts";
import type { StoredItems } from "./content.ts";
import { advance, emptyHead, type Head } from "./head.ts";
import { type LogOrder, type Placement, place } from "./place.ts";

export const clientId = fc.integer({ min: 0, max: 0xffff_ffff });
export const clock = fc.nat({ max: 2 ** 40 });
export const position: fc.Arbitrary<Position> = fc.record({ client: clientId, clock });

const text = fc.string({ unit: "binary", maxLength: 12 });
const key = text.filter((name) => name !== "__proto__");
const scalar = fc.oneof(
  text,
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);

/** A JSON value that may stand below so many more levels of objects and arrays. */
function jsonBelow(levels: number): fc.Arbitrary<unknown> {
  if (levels === 0) return scalar;
  const inner = jsonBelow(levels - 1);
  return fc.oneof(
    { weight: 3, arbitrary: scalar },
    fc.array(inner, { maxLength: 3 }),
    fc.dictionary(key, inner, { maxKeys: 3, noNullPrototype: true }),
  );
}

/** Entries as the codec sees them: JSON objects of at most six levels, of any content. */
export const jsonEntry: fc.Arbitrary<object> = fc.dictionary(key, jsonBelow(5), {
  maxKeys: 4,
  noNullPrototype: true,
});
export const jsonEntries = fc.array(jsonEntry, { minLength: 1, maxLength: 5 });

/** Decodes what must be an append. */
export function appendOf(update: Uint8Array): Append {
  const decoded = decodeAppend(update);
  if (decoded.form !== "append") throw new Error(`not an append: ${JSON.stringify(decoded)}`);
  return decoded.append;
}

/** Places what must fit. */
export function placementOf(append: Append, head: Head, order: LogOrder, owner: string) {
  const placement: Placement = place(append, head, order, owner);
  if (placement.fit !== "appends") throw new Error(`does not fit: ${placement.detail}`);
  return placement;
}

/** One accepted append of a grown log. */
export type Grown = { update: Uint8Array; stored: StoredItems; head: Head };

/** One step of a log's life: who pushes how much, and, where the order lets them choose, after which entry. */
export type Step = { writer: number; entries: number; after: number };

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({ writer: fc.nat({ max: 3 }), entries: fc.integer({ min: 1, max: 4 }), after: fc.nat() }),
  { minLength: 1, maxLength: 25 },
);

/** Lets a log grow as the guard lets it: every append encoded, decoded, placed and stored. */
export function grow(order: LogOrder, walk: readonly Step[]): Grown[] {
  const accepted: Position[] = [];
  const grown: Grown[] = [];
  let head = emptyHead;
  for (const [index, { writer, entries, after }] of walk.entries()) {
    const client = 100 + writer * 7;
    const owner = `person-${writer}`;
    const start = head.writers.get(client)?.clock ?? 0;
    const origin = order === "linear" ? head.tail : (accepted[after % accepted.length] ?? null);
    const values = Array.from({ length: entries }, (_, nth) => ({ step: index, nth, of: owner }));
    const update = encodeAppend({ client, clock: start }, origin, values);
    const { items, body } = placementOf(appendOf(update), head, order, owner);
    head = advance(head, { client, owner, length: entries, version: index + 1 });
    for (let nth = 0; nth < entries; nth++) accepted.push({ client, clock: start + nth });
    grown.push({ update, stored: { client, clock: start, items, body }, head });
  }
  return grown;
}
