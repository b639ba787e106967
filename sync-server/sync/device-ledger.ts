import type { DeviceNote, StoreWriter } from "../store/store.ts";
import { PersonRates } from "./person-rates.ts";

/** Milliseconds that notes on devices wait to be written together: a reconnect storm is not a storm of fsyncs. */
const flushAfterMs = 500;
/** Notes waiting at most; past it they are written at once, and while they cannot be the oldest go. */
const notesWaiting = 10_000;

/** Documents a person's devices may say to have deleted: twice all those of a busy counselor whose role ends, then a trickle. */
const purges = { burst: 20_000, perSecond: 50 };

/** Which devices there are, how far they are, and what they were asked to delete and have deleted. */
export class DeviceLedger {
  readonly #store: StoreWriter;
  readonly #onError: (error: unknown) => void;
  #notes: DeviceNote[] = [];
  #timer: NodeJS.Timeout | null = null;
  readonly #purges = new PersonRates(purges);

  constructor(store: StoreWriter, onError: (error: unknown) => void) {
    this.#store = store;
    this.#onError = onError;
  }

  /** Is a `purged` of so many documents within what a person's devices have to say? */
  mayNotePurged(person: string, docs: number, now: number): boolean {
    return this.#purges.of(person, now).take(now, Math.max(1, docs));
  }

  note(note: DeviceNote): void {
    this.#notes.push(note);
    if (this.#notes.length >= notesWaiting) void this.flush();
    else this.#timer ??= setTimeout(() => void this.flush(), flushAfterMs);
  }

  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const notes = this.#notes;
    this.#notes = [];
    try {
      if (notes.length > 0) await this.#store.deviceNotes(notes);
    } catch (error) {
      this.#onError(error);
      // Kept for the next flush: what a device was asked to delete must not be forgotten.
      this.#notes = [...notes, ...this.#notes].slice(-notesWaiting);
    }
  }
}
