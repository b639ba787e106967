import * as Y from "yjs";
import type { NotesStruct } from "./notes-update.ts";

/** The first clock of a clientID that is not there yet. */
export type NextClock = (client: number) => number;

/**
 * Is there an order in which every struct comes after all that it hangs on? Else a replica would wait for ever, or find
 * something that is not there yet where it takes its own clientID's word for it.
 * @param structs each clientID's in one piece; what is known already may be among them
 * @param known each clientID's next clock, of what is accepted
 */
export function inSomeOrder(structs: readonly NotesStruct[], known: NextClock): boolean {
  const placed = new Map<number, number>();
  const next: NextClock = (client) => placed.get(client) ?? known(client);
  const waiting = new Map<number, { of: NotesStruct[]; next: number }>();
  for (const struct of structs) {
    const { client, clock } = struct.id;
    if (clock + struct.length <= known(client)) continue;
    const line = waiting.get(client) ?? { of: [], next: 0 };
    line.of.push(struct);
    waiting.set(client, line);
  }
  for (let moved = true; moved && waiting.size > 0; ) {
    moved = false;
    for (const [client, line] of waiting) {
      for (let struct = line.of[line.next]; struct !== undefined; struct = line.of[++line.next]) {
        if (!follows(struct, next)) break;
        placed.set(client, struct.id.clock + struct.length);
        moved = true;
      }
      if (line.next === line.of.length) waiting.delete(client);
    }
  }
  return waiting.size === 0;
}

function follows(struct: NotesStruct, next: NextClock): boolean {
  if (!(struct instanceof Y.Item)) return true;
  const parent: unknown = struct.parent;
  const hangsOn = [struct.origin, struct.rightOrigin, parent instanceof Y.ID ? parent : null];
  return hangsOn.every(
    (id) =>
      id === null ||
      // Of its own clientID only what stands before it, also where it begins in what is known.
      (id.client === struct.id.client ? id.clock < struct.id.clock : id.clock < next(id.client)),
  );
}
