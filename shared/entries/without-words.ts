/** What stands where a person's words were erased: it parses as any words do, in every version and every language. */
export const erasedWords = "…";

const wordFields: ReadonlyMap<unknown, readonly string[]> = new Map([
  ["chat.message", ["body"]],
  ["request.written", ["title", "description"]],
  ["request.edited", ["title", "description"]],
]);

/**
 * The same entry with its words erased: id, author, time and the order of its keys stay, its files are no longer named.
 * @returns null where it holds no words, or none any more
 */
export function withoutWords(entry: object): object | null {
  const fields = wordFields.get("type" in entry ? entry.type : undefined);
  if (fields === undefined) return null;
  let changed = false;
  const kept = Object.entries(entry).map(([key, value]: [string, unknown]) => {
    const erased = erasedValue(fields, key, value);
    changed ||= erased !== value;
    return [key, erased] as const;
  });
  return changed ? Object.fromEntries(kept) : null;
}

function erasedValue(fields: readonly string[], key: string, value: unknown): unknown {
  if (fields.includes(key)) return erasedWords;
  return key === "attachments" && Array.isArray(value) && value.length > 0 ? [] : value;
}
