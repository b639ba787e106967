import { LRUCache } from "lru-cache";

type Bucket = { level: number; at: number };

/** Keys remembered at once; some 100 bytes each. The one unused for longest goes first, and a fresh one is full. */
const maxKeys = 50_000;

/**
 * Token buckets by key: `size` attempts at once, then one every `refillSeconds`. An attempt is taken before its
 * outcome is known and given back when it was honest, so that guesses sent at the same moment all count.
 */
export class AttemptBuckets {
  readonly #size: number;
  readonly #refillMs: number;
  readonly #now: () => number;
  readonly #buckets = new LRUCache<string, Bucket>({ max: maxKeys });

  constructor(options: { size: number; refillSeconds: number; now?: () => number }) {
    this.#size = options.size;
    this.#refillMs = options.refillSeconds * 1_000;
    this.#now = options.now ?? Date.now;
  }

  /** Takes one attempt. Returns 0, or the whole seconds until there is one again. */
  take(key: string): number {
    const level = this.#level(key);
    if (level < 1) return Math.max(1, Math.ceil(((1 - level) * this.#refillMs) / 1_000));
    this.#buckets.set(key, { level: level - 1, at: this.#now() });
    return 0;
  }

  /** Gives one attempt back. */
  giveBack(key: string): void {
    this.#buckets.set(key, { level: Math.min(this.#size, this.#level(key) + 1), at: this.#now() });
  }

  /** Forgets what was attempted. */
  fill(key: string): void {
    this.#buckets.delete(key);
  }

  #level(key: string): number {
    const bucket = this.#buckets.get(key);
    if (!bucket) return this.#size;
    return Math.min(this.#size, bucket.level + (this.#now() - bucket.at) / this.#refillMs);
  }
}
