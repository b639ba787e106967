import type { Person } from "../accounts/person.ts";
import { PersonRates } from "./person-rates.ts";

const mebibyte = 1024 * 1024;

/**
 * Bytes of catching up that a person's devices are sent without a wait, and then each second: five devices that begin anew
 * with all there is. A student has a few tickets; staff may hold every ticket of a campus.
 */
const caughtUp = {
  student: { burst: 6 * mebibyte, perSecond: mebibyte },
  staff: { burst: 64 * mebibyte, perSecond: 8 * mebibyte },
} as const;
/** What a catch-up costs that brings nothing, in bytes of one that does. */
const catchUpBytes = 32 * 1024;
/**
 * Bytes a person may write: the outboxes of several devices after weeks without a network, and then far more than a hand
 * can type, but not so much that one person fills a disk overnight.
 */
const written = { burst: 64 * mebibyte, perSecond: 32 * 1024 };

/**
 * Milliseconds of the event loop that a person's messages may take at once, and then in each second. A device takes a few
 * in a minute; a message made to be slow takes many times what it costs to send.
 */
const attention = { burst: 250, perSecond: 50 };
/** Milliseconds for which somebody's sockets are not read at most, so that none of them looks dead. */
const restMs = 5_000;

/** What each person may be sent and may write, over all their sockets. Beyond it they wait, and nobody else does. */
export class Allowances {
  readonly #now: () => number;
  readonly #students = new PersonRates(caughtUp.student);
  readonly #staff = new PersonRates(caughtUp.staff);
  readonly #written = new PersonRates(written);
  readonly #attention = new PersonRates(attention);
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #passed: () => number;

  /** @param passed milliseconds that have passed since any moment, by a clock that nobody sets */
  constructor(now: () => number, passed: () => number = () => performance.now()) {
    this.#now = now;
    this.#passed = passed;
  }

  /** Does what a message of theirs asks for. Returns the ms for which none of their sockets is to be read. */
  attend(personId: string, work: () => void): number {
    const begun = this.#passed();
    work();
    const now = this.#passed();
    return Math.min(restMs, this.#attention.of(personId, now).owe(now, now - begun));
  }

  /** Reads for this person what their devices lack, for one of them in each turn of the event loop. */
  async inTurn<Result>(personId: string, read: () => Promise<Result>): Promise<Result> {
    const before = this.#lanes.get(personId);
    const result = before === undefined ? read() : before.then(read);
    const over = result
      .catch(() => undefined)
      .then(() => new Promise<void>((resolve) => setImmediate(resolve)))
      .then(() => {
        if (this.#lanes.get(personId) === over) this.#lanes.delete(personId);
      });
    this.#lanes.set(personId, over);
    return result;
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
