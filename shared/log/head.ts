import type { Position } from "./append.ts";
import { withWriters } from "./writers.ts";

/** A clientID's next clock in a log, and whose it is [G6]. */
export type Writer = { clock: number; owner: string };

/**
 * Where a log ends: all that the next append's form is judged against. Immutable.
 * `version` is the seq of the last accepted update, 0 for a log that does not exist yet.
 */
export type Head = {
  version: number;
  writers: ReadonlyMap<number, Writer>;
  tail: Position | null;
};

export const emptyHead: Head = { version: 0, writers: new Map(), tail: null };

/** Has this position been accepted? */
export function holds(head: Head, position: Position): boolean {
  const writer = head.writers.get(position.client);
  return writer !== undefined && position.clock < writer.clock;
}

/** The head after `length` more entries of one clientID. */
export function advance(
  head: Head,
  by: { client: number; owner: string; length: number; version: number },
): Head {
  const clock = (head.writers.get(by.client)?.clock ?? 0) + by.length;
  const writers = withWriters(head.writers, [[by.client, { clock, owner: by.owner }]]);
  return { version: by.version, writers, tail: { client: by.client, clock: clock - 1 } };
}

export function samePosition(a: Position | null, b: Position | null): boolean {
  if (a === null || b === null) return a === b;
  return a.client === b.client && a.clock === b.clock;
}
