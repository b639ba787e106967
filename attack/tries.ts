import type { Outcome } from "./attack.ts";

/** Breaches told in full; the rest are only counted. */
const toldBreaches = 5;

/** Counts what an attack tries, and keeps what broke a promise. */
export class Tries {
  #tried = 0;
  readonly #broken: string[] = [];

  /** One hostile thing was sent; `held` says whether what came of it is what must. */
  expect(held: boolean, what: string): void {
    this.#tried++;
    this.alsoExpect(held, what);
  }

  /** Something else that must hold of what was tried already. */
  alsoExpect(held: boolean, what: string): void {
    if (!held) this.#broken.push(what);
  }

  /** Counts what was sent without a look at each. */
  count(sent: number): void {
    this.#tried += sent;
  }

  /** @param happened what came of it when everything held */
  outcome(happened: string): Outcome {
    const [held, tried] = [this.#broken.length === 0, this.#tried];
    if (held) return { held, tried, happened };
    const more = this.#broken.length - toldBreaches;
    const told = [
      ...this.#broken.slice(0, toldBreaches),
      ...(more > 0 ? [`and ${more} more of that kind`] : []),
    ];
    return { held, tried, happened: told.join("; ") };
  }
}
