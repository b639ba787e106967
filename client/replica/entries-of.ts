import { type Entry, parseEntry } from "../../shared/entries/entry.ts";
import type { LogKind } from "../../shared/log/doc-name.ts";

/** The entries of a log's values. What a newer server accepted and this app does not know yet is passed over. */
export function entriesOf(kind: LogKind, values: readonly unknown[]): Entry[] {
  const entries: Entry[] = [];
  for (const value of values) {
    const parsed = parseEntry(kind, value);
    if (parsed.ok) entries.push(parsed.entry);
  }
  return entries;
}
