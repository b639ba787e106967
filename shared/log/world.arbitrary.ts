import * as Y from "yjs";
import { decodeAppend, logRoot, type Position } from "./append.ts";
import { concatenate, type StoredItems } from "./content.ts";
import { advance, emptyHead, type Head } from "./head.ts";
import type { GuardRule } from "./malformed.ts";
import { type LogOrder, place } from "./place.ts";

export const people = ["ada", "bob", "mallory"] as const;
export type Person = (typeof people)[number];

/** What stands at one position of a log. */
export type Standing = Position & { value: unknown };

/** One log with its guard, and the real document that holds what the guard accepted. */
export type World = {
  order: LogOrder;
  head: Head;
  stored: StoredItems[];
  /** The accepted updates as they came, each with its sender. */
  sent: { update: Uint8Array; by: Person }[];
  /** The server's entry index: what was accepted where, as JSON. */
  index: Map<string, string>;
  doc: Y.Doc;
};

export type Judgement =
  | { verdict: "accepted"; fresh: Standing[]; stored: StoredItems; head: Head }
  | { verdict: "known" | "empty" | "stale" }
  | { verdict: "refused"; rule: GuardRule; detail: string };

export function newWorld(order: LogOrder): World {
  return { order, head: emptyHead, stored: [], sent: [], index: new Map(), doc: new Y.Doc() };
}

export function keyOf({ client, clock }: Position): string {
  return `${client}:${clock}`;
}

/** The guard on form, as a server runs it: decode, place, and hold what is known against the index. */
export function judge(world: World, update: Uint8Array, by: Person): Judgement {
  const decoded = decodeAppend(update);
  if (decoded.form === "empty") return { verdict: "empty" };
  if (decoded.form === "refused") return { verdict: "refused", rule: decoded.rule, detail: decoded.detail };
  const { append } = decoded;
  const { client } = append;
  const placement = place(append, world.head, world.order, by);
  if (placement.fit === "refused") {
    return { verdict: "refused", rule: placement.rule, detail: placement.detail };
  }
  if (placement.fit === "stale") return { verdict: "stale" };
  const { known, fresh, items, body } = placement;
  const other = known.some(
    ({ clock, value }) => world.index.get(keyOf({ client, clock })) !== JSON.stringify(value),
  );
  if (other) return { verdict: "refused", rule: "G7", detail: "other content at known clocks" };
  const [first] = fresh;
  if (first === undefined) return { verdict: "known" };
  return {
    verdict: "accepted",
    fresh: fresh.map(({ clock, value }) => ({ client, clock, value })),
    stored: { client, clock: first.clock, items, body },
    head: advance(world.head, {
      client,
      owner: by,
      length: fresh.length,
      version: world.head.version + 1,
    }),
  };
}

/** Takes an accepted update into the world; the oracle's document gets the bytes as they came. */
export function accept(
  world: World,
  judgement: Extract<Judgement, { verdict: "accepted" }>,
  sent: { update: Uint8Array; by: Person },
): void {
  Y.applyUpdate(world.doc, sent.update);
  world.head = judgement.head;
  world.stored.push(judgement.stored);
  world.sent.push(sent);
  for (const { client, clock, value } of judgement.fresh) {
    world.index.set(keyOf({ client, clock }), JSON.stringify(value));
  }
}

/** A replica with the first so many accepted appends. */
export function replica(world: World, appends = world.stored.length): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, concatenate(world.stored.slice(0, appends)));
  return doc;
}

/** A document's log, each value with its position, read from the items themselves. */
export function standing(doc: Y.Doc): Standing[] {
  const all: Standing[] = [];
  for (let item = doc.getArray(logRoot)._start; item !== null; item = item.right) {
    if (item.deleted) continue;
    const { client, clock } = item.id;
    item.content.getContent().forEach((value, nth) => {
      all.push({ client, clock: clock + nth, value });
    });
  }
  return all;
}
