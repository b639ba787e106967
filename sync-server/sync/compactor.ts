import { LRUCache } from "lru-cache";
import { type DocName, isLog, kindOf } from "../../shared/log/doc-name.ts";
import type { Desk } from "./desk.ts";

/** How often documents are looked for that have grown many rows and were not joined as they grew, in ms. */
export const compactEveryMs = 60_000;
/** Rows past which a document is worth joining; reading fewer costs less than a millisecond. */
const rowsWorthJoining = 64;
/** Documents joined in one go. */
const docsAtOnce = 20;
/** Updates after which a document is joined at once: notes grow by a row with each letter, and are merged where they are read. */
const writtenUntil = { notes: 32, log: 1_024 } as const;
/** Documents whose updates are counted. */
const docsCounted = 10_000;

/** Joins the stored updates of documents as they are written, one document at a time and a bounded part of it at once. */
export class Compactor {
  readonly #desk: Pick<Desk, "store" | "writer" | "onError">;
  readonly #written = new LRUCache<DocName, number>({ max: docsCounted });
  readonly #due = new Set<DocName>();
  #running: Promise<void> | null = null;
  #last: DocName | null = null;

  constructor(desk: Pick<Desk, "store" | "writer" | "onError">) {
    this.#desk = desk;
  }

  /** An update of the document was stored. */
  wrote(doc: DocName): void {
    const written = (this.#written.get(doc) ?? 0) + 1;
    const isDue = written >= writtenUntil[isLog(kindOf(doc)) ? "log" : "notes"];
    this.#written.set(doc, isDue ? 0 : written);
    if (isDue) this.#join(doc);
  }

  /** Looks for documents that were not joined as they grew: written by an older version, or before a restart. */
  async lookAround(): Promise<void> {
    const range = { rows: rowsWorthJoining, limit: docsAtOnce, after: this.#last };
    const docs = await this.#desk.store.uncompacted(range);
    this.#last = docs.length < docsAtOnce ? null : (docs.at(-1) ?? null);
    for (const doc of docs) this.#join(doc);
    await this.idle();
  }

  /** Resolves when nothing is being joined. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  #join(doc: DocName): void {
    this.#due.add(doc);
    this.#begin();
  }

  #begin(): void {
    this.#running ??= this.#joinDue().finally(() => {
      this.#running = null;
      if (this.#due.size > 0) this.#begin();
    });
  }

  async #joinDue(): Promise<void> {
    for (const doc of this.#due) {
      this.#due.delete(doc);
      // What fails is tried again when the document has grown, or when it is found.
      await this.#desk.writer.compact(doc).catch(this.#desk.onError);
    }
  }
}
