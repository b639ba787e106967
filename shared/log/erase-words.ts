import { withoutWords } from "../entries/without-words.ts";
import { type Rewrite, rewriteEntries, rewriteEntriesInItems } from "./rewrite-entries.ts";

/**
 * A log's update with the words of these entries erased, wherever in it they stand.
 * @param update V1, accepted: one append, a whole log, or updates that Yjs has merged
 * @returns null where it holds no words of theirs
 * @throws where it is no update of a log
 */
export function eraseWords(update: Uint8Array, ids: ReadonlySet<string>): Uint8Array | null {
  return rewriteEntries(update, erasing(ids));
}

/** The same of the items of one append as they are stored, without a header. */
export function eraseWordsInItems(
  body: Uint8Array,
  items: number,
  ids: ReadonlySet<string>,
): Uint8Array | null {
  return rewriteEntriesInItems(body, items, erasing(ids));
}

function erasing(ids: ReadonlySet<string>): Rewrite {
  return (value) => (isOneOf(value, ids) ? withoutWords(value) : null);
}

function isOneOf(value: unknown, ids: ReadonlySet<string>): value is object {
  return (
    typeof value === "object" &&
    value !== null &&
    "id" in value &&
    typeof value.id === "string" &&
    ids.has(value.id)
  );
}
