import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import type { DocName } from "../../shared/log/doc-name.ts";
import { readCount } from "../../shared/log/read-count.ts";
import { BadFrame } from "../../shared/protocol/frames.ts";
import type { Member } from "./member.ts";

/** Characters of one awareness state: a cursor, a name and an activity take a few hundred. */
const stateCharacters = 4_096;
/** clientIDs one socket may speak for in one document: its tabs, over a reconnect. */
const clientsPerMember = 16;
/** clientIDs one person may have in one document over all their sockets, so that nobody takes every place in it [G12]. */
const clientsPerPerson = 64;
/** clientIDs present in one document. */
const clientsPerDoc = 500;
/** States of one socket in all documents: what it can make the server keep, times `stateCharacters`. */
const statesPerMember = 256;

type Present = { owner: Member; clock: number; state: string };
type Change = { client: number; clock: number; state: string };

/**
 * Who is here, for each document that somebody is in. States are never believed about who speaks: the server writes
 * the sender's own id and name into each, and drops states for clientIDs that another socket owns.
 */
export class Presence {
  readonly #docs = new Map<DocName, Map<number, Present>>();
  readonly #states = new WeakMap<Member, number>();

  /** Takes a member's awareness update; returns what to pass on, or null when nothing of it stands. @throws on garbage */
  take(member: Member, doc: DocName, update: Uint8Array): Uint8Array | null {
    const changes = decodeStates(update).flatMap((change) => this.#apply(member, doc, change));
    return changes.length === 0 ? null : encodeStates(changes);
  }

  #apply(member: Member, doc: DocName, change: Change): Change[] {
    const here = this.#docs.get(doc) ?? new Map<number, Present>();
    const known = here.get(change.client);
    if (known !== undefined && (known.owner !== member || known.clock > change.clock)) return [];
    const state = rewritten(change.state, member);
    if (state === null) {
      if (known === undefined) return [];
      this.#count(member, -1);
      here.delete(change.client);
      if (here.size === 0) this.#docs.delete(doc);
      return [{ ...change, state: "null" }];
    }
    if (known === undefined) {
      if (!hasRoom(here, member) || (this.#states.get(member) ?? 0) >= statesPerMember) return [];
      this.#count(member, 1);
    }
    here.set(change.client, { owner: member, clock: change.clock, state });
    this.#docs.set(doc, here);
    return [{ ...change, state }];
  }

  #count(member: Member, more: number): void {
    this.#states.set(member, (this.#states.get(member) ?? 0) + more);
  }

  /** Everyone in a document, for who has just come; null when nobody is. */
  everyone(doc: DocName): Uint8Array | null {
    const here = this.#docs.get(doc);
    if (here === undefined) return null;
    return encodeStates([...here].map(([client, { clock, state }]) => ({ client, clock, state })));
  }

  /** Takes a member out of these documents, or of all; returns what to pass on in each. */
  leave(
    member: Member,
    docs: Iterable<DocName> = [...this.#docs.keys()],
  ): { doc: DocName; update: Uint8Array }[] {
    return [...docs].flatMap((doc) => {
      const here = this.#docs.get(doc);
      const gone = [...(here ?? [])].filter(([, present]) => present.owner === member);
      if (here === undefined || gone.length === 0) return [];
      for (const [client] of gone) here.delete(client);
      this.#count(member, -gone.length);
      if (here.size === 0) this.#docs.delete(doc);
      return [
        {
          doc,
          update: encodeStates(
            gone.map(([client, { clock }]) => ({ client, clock: clock + 1, state: "null" })),
          ),
        },
      ];
    });
  }
}

/** Runs `take` on what came from outside. @throws BadFrame */
export function takeStates(take: () => Uint8Array | null): Uint8Array | null {
  try {
    return take();
  } catch {
    throw new BadFrame("not an awareness update");
  }
}

function hasRoom(here: Map<number, Present>, member: Member): boolean {
  const theirs = [...here.values()].filter(({ owner }) => owner.person.id === member.person.id);
  const own = theirs.filter(({ owner }) => owner === member).length;
  return own < clientsPerMember && theirs.length < clientsPerPerson && here.size < clientsPerDoc;
}

/** The state with `user` as the server knows them; null when the state says they left. */
function rewritten(state: string, { person }: Member): string | null {
  const value: unknown = JSON.parse(state);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  return JSON.stringify({ ...value, user: { ...colourOf(value), id: person.id, name: person.name } });
}

/** The colour of a cursor is the one thing about a user that is theirs to choose. */
function colourOf(state: object): { color?: string } {
  const user: unknown = "user" in state ? state.user : null;
  const color = typeof user === "object" && user !== null && "color" in user ? user.color : null;
  return typeof color === "string" && /^#[0-9a-f]{6}$/i.test(color) ? { color } : {};
}

/** y-protocols awareness: varUint count, then varUint clientID, varUint clock, varString JSON for each. */
function decodeStates(update: Uint8Array): Change[] {
  const decoder = decoding.createDecoder(update);
  const count = readCount(decoder);
  if (count > clientsPerDoc) throw new Error("too many awareness states");
  return Array.from({ length: count }, () => {
    // Infinity, which lib0 reads and then writes for ever, is not a count.
    const client = readCount(decoder);
    const clock = readCount(decoder);
    const state = decoding.readVarString(decoder);
    if (state.length > stateCharacters) throw new Error("an awareness state is too long");
    return { client, clock, state };
  });
}

function encodeStates(changes: readonly Change[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, changes.length);
  for (const { client, clock, state } of changes) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, state);
  }
  return encoding.toUint8Array(encoder);
}
