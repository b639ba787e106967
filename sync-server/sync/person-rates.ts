import { LRUCache } from "lru-cache";
import { TokenBucket } from "./token-bucket.ts";

/** People whose rates are kept; who was not heard of for longest begins anew, as after a restart. */
const peopleKept = 10_000;

/**
 * A rate that counts for a person, over all their sockets and when they connect again: a bucket for each socket would be
 * full again with each new one.
 */
export class PersonRates {
  readonly #rate: { burst: number; perSecond: number };
  readonly #buckets = new LRUCache<string, TokenBucket>({
    // Not `max`: that makes room for all of them at the start.
    maxSize: peopleKept,
    sizeCalculation: () => 1,
  });

  constructor(rate: { burst: number; perSecond: number }) {
    this.#rate = rate;
  }

  of(personId: string, now: number): TokenBucket {
    const known = this.#buckets.get(personId);
    if (known !== undefined) return known;
    const bucket = new TokenBucket(this.#rate, now);
    this.#buckets.set(personId, bucket);
    return bucket;
  }
}
