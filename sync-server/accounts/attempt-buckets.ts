import { LRUCache } from "lru-cache";

/** Keys remembered at once; some 100 bytes each. The one unused for longest goes first, and a fresh one is full. */
const maxKeys = 50_000;

/**
 * Token buckets by key: `size` attempts at once, then one every `refillSeconds`. An attempt is taken before its
 * outcome is known and given back when it was honest, so that guesses sent at the same moment all count.
 * A bucket is kept as the time in ms at which it is full again: whole numbers, so waits are exact. Time is the
 * process's own and not the clock's: a clock that is set back would lock everybody out, and one set ahead forgive all.
 */
export class AttemptBuckets {
  readonly #size: number;
  readonly #refillMs: number;
  readonly #now: () => number;
  readonly #fullAt = new LRUCache<string, number>({ max: maxKeys });

  constructor(options: { size: number; refillSeconds: number; now?: () => number }) {
    this.#size = options.size;
    this.#refillMs = options.refillSeconds * 1_000;
    this.#now = options.now ?? (() => Math.round(performance.now()));
  }

  /** Takes one attempt. Returns 0, or the whole seconds until there is one again. */
  take(key: string): number {
    const now = this.#now();
    const fullAt = Math.max(now, this.#fullAt.get(key) ?? now) + this.#refillMs;
    const early = fullAt - now - this.#size * this.#refillMs;
    if (early > 0) return Math.ceil(early / 1_000);
    this.#fullAt.set(key, fullAt);
    return 0;
  }

  /** Gives one attempt back. */
  giveBack(key: string): void {
    const fullAt = this.#fullAt.get(key);
    if (fullAt === undefined) return;
    // A full bucket is not kept: refused attempts at many names must not push out those that count.
    if (fullAt - this.#refillMs <= this.#now()) this.#fullAt.delete(key);
    else this.#fullAt.set(key, fullAt - this.#refillMs);
  }

  /** Forgets what was attempted. */
  fill(key: string): void {
    this.#fullAt.delete(key);
  }
}
