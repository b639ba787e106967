import type { Desk } from "./desk.ts";

/** How often documents are looked for that have grown many rows, in ms. */
export const compactEveryMs = 60_000;
/** Rows past which a document is worth joining; reading fewer costs less than a millisecond. */
const rowsWorthJoining = 64;
/** Documents joined in one go, so that a compaction never holds up an answer for long. */
const docsAtOnce = 20;

/** Joins the stored updates of documents that have many, one document to a transaction. */
export async function compactSome({ store, writer }: Pick<Desk, "store" | "writer">): Promise<void> {
  for (const doc of await store.uncompacted(rowsWorthJoining, docsAtOnce)) {
    await writer.compact(doc);
    // Between two documents whoever waits for an answer goes first.
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
