/** A rate with a burst: `take` says whether one more, or so many, are within it. Times in ms. */
export class TokenBucket {
  readonly #burst: number;
  readonly #perSecond: number;
  #tokens: number;
  #at: number;

  constructor({ burst, perSecond }: { burst: number; perSecond: number }, now: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#tokens = burst;
    this.#at = now;
  }

  take(now: number, count = 1): boolean {
    this.#gain(now);
    if (this.#tokens < count) return false;
    this.#tokens -= count;
    return true;
  }

  /** Takes so many whether or not they are there. Returns the ms until none are owed. */
  owe(now: number, count: number): number {
    this.#gain(now);
    this.#tokens -= count;
    return Math.max(0, (-this.#tokens / this.#perSecond) * 1_000);
  }

  #gain(now: number): void {
    const gained = (Math.max(0, now - this.#at) / 1_000) * this.#perSecond;
    this.#tokens = Math.min(this.#burst, this.#tokens + gained);
    this.#at = now;
  }
}
