import { type Entry, parseEntry } from "../../shared/entries/entry.ts";
import type { LogKind } from "../../shared/log/doc-name.ts";

/** A log's entries that this app knows; `newer`: it holds one that a newer app wrote. Its bytes stay in the base as they are. */
export type KnownEntries = { entries: Entry[]; newer: boolean };

/** Reads a log's values. What does not parse was accepted by a newer server: nothing is guessed of it. */
export function entriesOf(kind: LogKind, values: readonly unknown[]): KnownEntries {
  const entries: Entry[] = [];
  for (const value of values) {
    const parsed = parseEntry(kind, value);
    if (parsed.ok) entries.push(parsed.entry);
  }
  return { entries, newer: entries.length < values.length };
}
