import { availableParallelism } from "node:os";
import { atFirstUse } from "../first-use.ts";
import { Problem } from "../http/problem.ts";

/**
 * Hashes at the same time. One takes a core for some 50 ms; one core is left to the desk, which must not wait for people
 * who guess passwords.
 */
const atOnce = Math.max(1, availableParallelism() - 1);
/** Hashes that wait: a lecture hall that signs in, some 10 s of work. Whoever comes then is asked to come again. */
const mostWaiting = 200;
/** Seconds until coming again makes sense. */
export const comeAgainSeconds = 10;

/** Does slow work a few at a time, in the order in which it came. */
export class WorkGate {
  readonly #atOnce: number;
  readonly #mostWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor({ atOnce, mostWaiting }: { atOnce: number; mostWaiting: number }) {
    this.#atOnce = atOnce;
    this.#mostWaiting = mostWaiting;
  }

  /** @throws Problem `busy` when too much waits already */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running < this.#atOnce) this.#running++;
    else await this.#turn();
    try {
      return await work();
    } finally {
      // Handed on, so that nobody who comes just now goes before those who wait.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= this.#mostWaiting)
      throw new Problem("busy", { retryAfter: comeAgainSeconds });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

const gate = new WorkGate({ atOnce, mostWaiting });
const library = atFirstUse(() => import("better-auth/crypto"));

/** scrypt, in libuv's thread pool; the format better-auth verifies at sign-in. @throws Problem `busy` */
export function hashGated(password: string): Promise<string> {
  return gate.run(async () => (await library()).hashPassword(password));
}

/** @throws Problem `busy` */
export function verifyGated(given: { hash: string; password: string }): Promise<boolean> {
  return gate.run(async () => (await library()).verifyPassword(given));
}
