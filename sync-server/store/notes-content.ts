import * as Y from "yjs";

/** Rows that one merge takes: `Y.mergeUpdates` costs the square of their number. */
export const rowsInMerge = 32;

/** Stored updates of notes as one. Merged a few at a time, so that the cost follows the bytes and not the rows squared. */
export function joinedNotes(updates: readonly Uint8Array[]): Uint8Array {
  let tier = [...updates];
  while (tier.length > 1) {
    const next: Uint8Array[] = [];
    for (let at = 0; at < tier.length; at += rowsInMerge) {
      const some = tier.slice(at, at + rowsInMerge);
      next.push(some.length === 1 && some[0] !== undefined ? some[0] : Y.mergeUpdates(some));
    }
    tier = next;
  }
  return tier[0] ?? new Uint8Array([0, 0]);
}

/** Does this update say nothing that the content does not hold already? Garbage is left for the guard to judge. */
export function addsNothing(content: Uint8Array, update: Uint8Array): boolean {
  const [held, said] = [decodedNotes(content), decodedNotes(update)];
  if (held === null || said === null) return false;
  const next = new Map<number, number>();
  for (const { id, length } of held.structs) next.set(id.client, id.clock + length);
  if (said.structs.some(({ id, length }) => id.clock + length > (next.get(id.client) ?? 0))) return false;
  return Y.equalDeleteSets(Y.mergeDeleteSets([held.ds]), Y.mergeDeleteSets([held.ds, said.ds]));
}

/** V1 only: 27 bytes of V2 can hang its decoder. Null for what is none. */
export function decodedNotes(update: Uint8Array): ReturnType<typeof Y.decodeUpdate> | null {
  try {
    return Y.decodeUpdate(update);
  } catch {
    return null;
  }
}
