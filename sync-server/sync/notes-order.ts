import * as Y from "yjs";
import type { NotesStruct } from "./notes-update.ts";

/**
 * Is there an order in which every struct comes after all that it hangs on? Else a replica would wait for ever, or find
 * something that is not there yet where it takes its own clientID's word for it.
 * @param structs each clientID's in one piece; what is known already may be among them
 * @param known the clocks that are accepted; it is written to
 */
export function inSomeOrder(structs: readonly NotesStruct[], known: Map<number, number>): boolean {
  const waiting = new Map<number, { of: NotesStruct[]; next: number }>();
  for (const struct of structs) {
    const { client, clock } = struct.id;
    if (clock + struct.length <= (known.get(client) ?? 0)) continue;
    const line = waiting.get(client) ?? { of: [], next: 0 };
    line.of.push(struct);
    waiting.set(client, line);
  }
  for (let moved = true; moved && waiting.size > 0; ) {
    moved = false;
    for (const [client, line] of waiting) {
      for (let struct = line.of[line.next]; struct !== undefined; struct = line.of[++line.next]) {
        if (!follows(struct, known)) break;
        known.set(client, struct.id.clock + struct.length);
        moved = true;
      }
      if (line.next === line.of.length) waiting.delete(client);
    }
  }
  return waiting.size === 0;
}

function follows(struct: NotesStruct, known: ReadonlyMap<number, number>): boolean {
  if (!(struct instanceof Y.Item)) return true;
  const parent: unknown = struct.parent;
  const hangsOn = [struct.origin, struct.rightOrigin, parent instanceof Y.ID ? parent : null];
  return hangsOn.every(
    (id) =>
      id === null ||
      // Of its own clientID only what stands before it, also where it begins in what is known.
      (id.client === struct.id.client ? id.clock < struct.id.clock : id.clock < (known.get(id.client) ?? 0)),
  );
}
