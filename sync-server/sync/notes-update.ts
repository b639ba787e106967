import * as Y from "yjs";
import { updateLimits } from "../../shared/log/limits.ts";
import { type GuardRule, Malformed } from "../../shared/log/malformed.ts";
import { decodedNotes } from "../store/notes-content.ts";

/** clientIDs that write in one update: an editor's over weeks without a network; it bounds what their order costs to find. */
const clientsPerUpdate = 1_000;

/**
 * Structs, and runs of deleted letters, in one update: 256 KiB of letters typed one by one are 21,000. What a hostile device
 * makes of two bytes each would take 50 ms to look through.
 */
const partsPerUpdate = 32_768;

/** A change of notes, looked through and never integrated. */
export type NotesUpdate = ReturnType<typeof Y.decodeUpdate>;
export type NotesStruct = NotesUpdate["structs"][number];

export type ReadNotes =
  | { form: "update"; update: NotesUpdate }
  | { form: "refused"; rule: GuardRule; detail: string };

/**
 * Decodes a change of notes and refuses what every Yjs would take and none writes: it would end the process that
 * merges it, or leave replicas that differ.
 * @param update V1 bytes as they came from outside
 */
export function readNotes(update: Uint8Array): ReadNotes {
  try {
    if (update.length > updateLimits.bytes)
      throw new Malformed("G1", `an update is at most ${updateLimits.bytes} bytes`);
    const decoded = decodedNotes(update);
    if (decoded === null) throw new Malformed("G2", "not a Yjs V1 update");
    refuseUnsound(decoded);
    return { form: "update", update: decoded };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { form: "refused", rule: error.rule, detail: error.message };
  }
}

function refuseUnsound({ structs, ds }: NotesUpdate): void {
  const deletes = [...ds.clients.values()].reduce((sum, { length }) => sum + length, 0);
  if (structs.length > partsPerUpdate || deletes > partsPerUpdate)
    throw new Malformed("G1", `an update of notes has at most ${partsPerUpdate} parts`);
  const ends = new Map<number, number>();
  let writing: number | null = null;
  for (const struct of structs) {
    const { client, clock } = struct.id;
    const end = clock + struct.length;
    refuseInexact(client, clock, end);
    if (struct.length < 1) throw new Malformed("G4", "a struct of no length");
    // Two of one clientID that overlap, or stand apart, are merged differently by different replicas.
    const begins = client !== writing;
    if (begins ? ends.has(client) : clock !== ends.get(client)) {
      throw new Malformed("G7", "what one clientID wrote does not stand in one piece");
    }
    ends.set(client, end);
    if (ends.size > clientsPerUpdate)
      throw new Malformed("G6", `an update is written by at most ${clientsPerUpdate} clientIDs`);
    writing = client;
    if (struct instanceof Y.Item) refuseUnsoundItem(struct);
  }
  for (const [client, ranges] of ds.clients) {
    for (const { clock, len } of ranges) {
      refuseInexact(client, clock, clock + len);
      if (len < 1) throw new Malformed("G3", "a delete of nothing");
    }
  }
}

function refuseUnsoundItem(item: Y.Item): void {
  const parent: unknown = item.parent;
  for (const id of [item.origin, item.rightOrigin, parent instanceof Y.ID ? parent : null]) {
    if (id !== null) refuseInexact(id.client, id.clock);
  }
  // Readers go through a value by recursion: one nested as deep as their stack could not be read by the next.
  if (valuesOf(item.content).some((value) => isDeeper(value, updateLimits.depth))) {
    throw new Malformed("G1", `nested deeper than ${updateLimits.depth} levels`);
  }
}

/** lib0 reads padding as NaN, and 148 bytes as Infinity, which it would write for ever. */
function refuseInexact(...numbers: number[]): void {
  if (!numbers.every(Number.isSafeInteger)) throw new Malformed("G2", "a number is out of range");
}

function valuesOf(content: Y.Item["content"]): unknown[] {
  if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON) return content.arr;
  if (content instanceof Y.ContentEmbed) return [content.embed];
  if (content instanceof Y.ContentFormat) return [content.value];
  return [];
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return false;
  if (levels === 0) return true;
  return Object.values(value).some((each) => isDeeper(each, levels - 1));
}
