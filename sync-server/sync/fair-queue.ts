/** What one person may have waiting: every push that their sockets may have in flight, and some MB of them. */
export const share = { items: 2_000, bytes: 8 * 1024 * 1024 } as const;

/** Items of one person that are taken at once: a turn that one of them fills by themselves is short. */
export const ofOneAtOnce = 32;

type Waiting<Item> = { item: Item; bytes: number };
type Lane<Item> = { waiting: Waiting<Item>[]; bytes: number };

/**
 * A queue that takes turns: one of each person who waits, again and again, each person's own in their order. Who sends as
 * fast as they can waits for themselves, and nobody else does.
 */
export class FairQueue<Item> {
  readonly #most: number;
  readonly #lanes = new Map<string, Lane<Item>>();
  #size = 0;

  /** @param most items in all */
  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#size;
  }

  /** False where this person, or the whole queue, has no room. */
  add(person: string, item: Item, bytes: number): boolean {
    const lane = this.#lanes.get(person) ?? { waiting: [], bytes: 0 };
    const full = lane.waiting.length >= share.items || (lane.bytes > 0 && lane.bytes + bytes > share.bytes);
    if (this.#size >= this.#most || full) return false;
    lane.waiting.push({ item, bytes });
    lane.bytes += bytes;
    this.#lanes.set(person, lane);
    this.#size++;
    return true;
  }

  /** Up to so many items and bytes, at least one item where there is any. */
  take(most: { items: number; bytes: number }): Item[] {
    const taken: Item[] = [];
    let bytes = 0;
    const turns = new Map<string, number>();
    while (this.#size > 0 && taken.length < most.items) {
      // In a map, who is set again comes last: everybody has had a turn before anybody has a second.
      const [person, lane] = first(this.#lanes);
      const next = lane.waiting[0];
      if (next === undefined) throw new Error("a lane without anything is no lane");
      // Who is first has had the fewest turns.
      const had = turns.get(person) ?? 0;
      if (had >= ofOneAtOnce) break;
      turns.set(person, had + 1);
      if (taken.length > 0 && bytes + next.bytes > most.bytes) break;
      this.#lanes.delete(person);
      lane.waiting.shift();
      lane.bytes -= next.bytes;
      if (lane.waiting.length > 0) this.#lanes.set(person, lane);
      this.#size--;
      bytes += next.bytes;
      taken.push(next.item);
    }
    return taken;
  }
}

function first<Key, Value>(map: ReadonlyMap<Key, Value>): [Key, Value] {
  for (const entry of map) return entry;
  throw new Error("there is nobody in the map");
}
