import { type Append, encodeItem, type Position, type Run } from "./append.ts";
import { type Head, holds, samePosition } from "./head.ts";
import type { GuardRule } from "./malformed.ts";

/** One value of an append and the position it takes. */
export type Placed = { value: unknown; clock: number };

export type Placement =
  | {
      fit: "appends";
      /** What the head has already; to be held against the entry index, since other content there is an attack [G7]. */
      known: Placed[];
      /** What is new, in order. */
      fresh: Placed[];
      /** The new items as bytes, beginning at the clock where the head ends. */
      items: number;
      body: Uint8Array;
    }
  /** Someone appended first: encode again on the newer base. */
  | { fit: "stale"; detail: string }
  | { fit: "refused"; rule: GuardRule; detail: string };

/**
 * ClientIDs that one person may have in one log: more is not a conversation, and it bounds what a head costs to load. Each
 * person has their own share, so that none of them can keep the others out.
 */
export const writersPerPerson = 5_000;

/** How a log orders its appends; see `isLinear`. */
export type LogOrder = "linear" | "commutative";

/**
 * Holds a decoded append against the head [G6–G8]. Says nothing of what the entries mean.
 * @param mostWriters clientIDs that the owner may have in this log
 */
export function place(
  append: Append,
  head: Head,
  order: LogOrder,
  owner: string,
  mostWriters: number = writersPerPerson,
): Placement {
  const writer = head.writers.get(append.client);
  if (writer !== undefined && writer.owner !== owner) {
    return { fit: "refused", rule: "G6", detail: "this clientID belongs to someone else" };
  }
  if (writer === undefined && head.writers.size >= mostWriters && writersOf(owner, head) >= mostWriters) {
    return { fit: "refused", rule: "G6", detail: `one person has at most ${mostWriters} clientIDs in a log` };
  }
  const next = writer?.clock ?? 0;
  if (append.clock > next)
    return { fit: "refused", rule: "G7", detail: `clock ${append.clock} where ${next} is next` };

  const known: Placed[] = [];
  const fresh: Run[] = [];
  for (const run of append.runs) {
    const cut = Math.min(Math.max(next - run.clock, 0), run.values.length);
    known.push(...placed({ ...run, values: run.values.slice(0, cut) }));
    if (cut < run.values.length) fresh.push(cut === 0 ? run : restOf(run, cut, append.client));
  }

  // What the head has already is judged too: Yjs waits for an origin even where it then skips the item.
  if (append.runs.some((run) => !follows(run, append, head)))
    return { fit: "refused", rule: "G8", detail: "the origin is not an accepted entry" };
  const misplaced = firstMisplaced(fresh, append.client, head, order);
  if (misplaced !== null) return misplaced;
  return {
    fit: "appends",
    known,
    fresh: fresh.flatMap(placed),
    items: fresh.length,
    body: bodyOf(fresh, append),
  };
}

/** How many clientIDs are this person's. */
export function writersOf(owner: string, { writers }: Pick<Head, "writers">): number {
  let count = 0;
  for (const writer of writers.values()) if (writer.owner === owner) count++;
  return count;
}

function placed(run: Run): Placed[] {
  return run.values.map((value, index) => ({ value, clock: run.clock + index }));
}

/** The part of a run that the head does not have; as Yjs, its origin is the entry before it. */
function restOf(run: Run, cut: number, client: number): Run {
  return {
    clock: run.clock + cut,
    origin: { client, clock: run.clock + cut - 1 },
    values: run.values.slice(cut),
    start: -1,
    end: -1,
  };
}

/** Is a run's origin null, an accepted entry, or one that this same append brings before it? */
function follows(run: Run, append: Append, head: Head): boolean {
  if (run.origin === null || holds(head, run.origin)) return true;
  const { client, clock } = run.origin;
  return client === append.client && clock >= append.clock && clock < run.clock;
}

function firstMisplaced(
  runs: Run[],
  client: number,
  head: Head,
  order: LogOrder,
): Extract<Placement, { fit: "stale" }> | null {
  let tail = head.tail;
  for (const run of runs) {
    const fits = order === "linear" || run.origin === null ? samePosition(run.origin, tail) : true;
    if (!fits) return { fit: "stale", detail: "someone appended first" };
    tail = { client, clock: run.clock + run.values.length - 1 };
  }
  return null;
}

function bodyOf(runs: Run[], append: Append): Uint8Array {
  const [first] = runs;
  const last = runs.at(-1);
  if (first === undefined || last === undefined) return new Uint8Array();
  if (first.start >= 0) return append.bytes.subarray(first.start, last.end);
  // An item cut in the middle is written anew; what follows it stands as it came.
  const head = encodeItem(first.origin, first.values);
  const rest = runs[1] === undefined ? new Uint8Array() : append.bytes.subarray(runs[1].start, last.end);
  const body = new Uint8Array(head.length + rest.length);
  body.set(head);
  body.set(rest, head.length);
  return body;
}

/** The position after everything this append holds; a receipt names it. */
export function endOf(append: Append): Position {
  return { client: append.client, clock: append.clock + append.length };
}
