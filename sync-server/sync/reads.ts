import { PersonRates } from "./person-rates.ts";

/** Answers of one person that wait to be made, and bytes of what they asked with: devices that look at a few documents each. */
const waitingReads = 512;
const waitingBytes = 1024 * 1024;
/**
 * Bytes one person may be answered: plain clients that open a few chats and notes, the largest of which has 8 MiB. Beyond it
 * each answer waits for its time. Our own devices, which hold everything, go by catching up.
 */
const answered = { burst: 8 * 1024 * 1024, perSecond: 2 * 1024 * 1024 };

/** Makes an answer and sends it; resolves with its bytes when it has left the process. */
export type Read = () => Promise<number>;

type Lane = { waiting: number; bytes: number; tail: Promise<void> };

/**
 * What people ask to read (step 1), answered one at a time for each person and at a bounded rate of bytes: content is read
 * whole, so that answers made at once would stand in memory at once, and hold up everybody else meanwhile.
 */
export class Reads {
  readonly #now: () => number;
  readonly #lanes = new Map<string, Lane>();
  readonly #rates = new PersonRates(answered);

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Answers when it is this person's turn; rejects as `read` does. Null: too much of theirs waits already. */
  take(personId: string, askedWith: number, read: Read): Promise<void> | null {
    const lane = this.#lanes.get(personId) ?? { waiting: 0, bytes: 0, tail: Promise.resolve() };
    if (lane.waiting >= waitingReads || lane.bytes + askedWith > waitingBytes) return null;
    lane.waiting++;
    lane.bytes += askedWith;
    this.#lanes.set(personId, lane);
    const done = lane.tail.then(async () => {
      const owed = this.#rates.of(personId, this.#now()).owe(this.#now(), await read());
      if (owed > 0) await new Promise((resolve) => setTimeout(resolve, owed).unref());
    });
    lane.tail = done
      .catch(() => undefined)
      .then(() => {
        lane.waiting--;
        lane.bytes -= askedWith;
        if (lane.waiting === 0) this.#lanes.delete(personId);
      });
    return done;
  }
}
