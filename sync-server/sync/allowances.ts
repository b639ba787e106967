import type { Person } from "../accounts/person.ts";
import { PersonRates } from "./person-rates.ts";

const mebibyte = 1024 * 1024;

/**
 * Bytes of catching up that a person's devices are sent without a wait, and then each second: five devices that begin anew
 * with all there is. A student has a few tickets; staff may hold every ticket of a campus.
 */
const caughtUp = {
  student: { burst: 8 * mebibyte, perSecond: 2 * mebibyte },
  staff: { burst: 64 * mebibyte, perSecond: 8 * mebibyte },
} as const;
/** What a catch-up costs that brings nothing, in bytes of one that does. */
const catchUpBytes = 32 * 1024;
/**
 * Bytes a person may write: the outboxes of several devices after weeks without a network, and then far more than a hand
 * can type, but not so much that one person fills a disk overnight.
 */
const written = { burst: 64 * mebibyte, perSecond: 32 * 1024 };

/** What each person may be sent and may write, over all their sockets. Beyond it they wait, and nobody else does. */
export class Allowances {
  readonly #now: () => number;
  readonly #students = new PersonRates(caughtUp.student);
  readonly #staff = new PersonRates(caughtUp.staff);
  readonly #written = new PersonRates(written);

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A device begins to catch up. Resolves when it may. */
  beginsToCatchUp(person: Person): Promise<void> {
    return this.#wait(person, catchUpBytes);
  }

  /** A device was sent so many bytes that it lacked. Resolves when it may have more. */
  wasSent(person: Person, bytes: number): Promise<void> {
    return this.#wait(person, bytes);
  }

  /** Is a push of so many bytes within what this person may write? */
  mayWrite(personId: string, bytes: number): boolean {
    const now = this.#now();
    return this.#written.of(personId, now).take(now, bytes);
  }

  async #wait({ id, role }: Person, bytes: number): Promise<void> {
    const now = this.#now();
    const owed = (role === "student" ? this.#students : this.#staff).of(id, now).owe(now, bytes);
    if (owed > 0) await new Promise((resolve) => setTimeout(resolve, owed).unref());
  }
}
