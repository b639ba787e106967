import type { DeviceNote, StoreWriter } from "../store/store.ts";

/** Milliseconds that notes on devices wait to be written together: a reconnect storm is not a storm of fsyncs. */
const flushAfterMs = 500;
/** Notes waiting at most; past it they are written at once, and while they cannot be the oldest go. */
const notesWaiting = 10_000;

/** Which devices there are, how far they are, and what they were asked to delete and have deleted. */
export class DeviceLedger {
  readonly #store: StoreWriter;
  readonly #onError: (error: unknown) => void;
  #notes: DeviceNote[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(store: StoreWriter, onError: (error: unknown) => void) {
    this.#store = store;
    this.#onError = onError;
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
