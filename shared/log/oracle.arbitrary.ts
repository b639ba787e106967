import { isDeepStrictEqual } from "node:util";
import * as Y from "yjs";
import { type Random, randomOf } from "../random.arbitrary.ts";
import { type Candidate, candidate } from "./candidates.arbitrary.ts";
import { concatenate } from "./content.ts";
import type { LogOrder } from "./place.ts";
import {
  accept,
  type Judgement,
  judge,
  keyOf,
  newWorld,
  type Standing,
  standing,
  type World,
} from "./world.arbitrary.ts";

/** Small worlds, so that reading one whole after every update costs little. */
const updatesInWorld = 120;

/**
 * Judges so many updates, honest and hostile, in worlds made from a seed, and holds each against a real `Y.Doc`.
 * @returns how often which verdict was given
 * @throws with the seed's world where the guard and the document disagree
 */
export async function runOracle({
  updates,
  seed,
}: {
  updates: number;
  seed: number;
}): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (let world = 0; world * updatesInWorld < updates; world++) {
    const order = world % 2 === 0 ? "linear" : "commutative";
    try {
      run(order, randomOf(seed + world), counts);
    } catch (error) {
      throw new Error(`world ${world} of seed ${seed}: ${error}`, { cause: error });
    }
    // Whoever waits for something else meanwhile gets their turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return counts;
}

/** Says what is wrong about an accepted update; null if a real document agrees with the guard. */
function disagreement(
  world: World,
  { update, by }: Candidate,
  judgement: Extract<Judgement, { verdict: "accepted" }>,
): string | null {
  Y.decodeUpdate(update);
  const [first] = judgement.fresh;
  const owner = first === undefined ? undefined : world.head.writers.get(first.client)?.owner;
  if (owner !== undefined && owner !== by) return "its clientID is somebody else's";
  const before = standing(world.doc);
  accept(world, judgement, { update, by });
  const after = standing(world.doc);
  const fresh = new Set(judgement.fresh.map(keyOf));
  const old = after.filter((each) => !fresh.has(keyOf(each)));
  if (!isDeepStrictEqual(old, before)) return "what was there is no longer there in its order";
  if (after.length !== before.length + judgement.fresh.length) return "more or less than the new entries";
  const added = after.filter((each) => fresh.has(keyOf(each))).sort((a, b) => a.clock - b.clock);
  if (!isDeepStrictEqual(added, judgement.fresh)) return "the new entries are not those that were judged";
  if (world.order === "linear" && !isDeepStrictEqual(after, [...before, ...judgement.fresh]))
    return "the new entries are not exactly at the end";
  return unsound(world.doc, world);
}

/** What no log's document may have: waiting structs, deletes, clocks that the head does not know. */
function unsound(doc: Y.Doc, world: World): string | null {
  if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) return "something waits";
  if (Y.createDeleteSetFromStructStore(doc.store).clients.size > 0) return "something is deleted";
  const state = Y.decodeStateVector(Y.encodeStateVector(doc));
  const head = new Map([...world.head.writers].map(([client, { clock }]) => [client, clock]));
  if (!isDeepStrictEqual(state, head)) return "the state vector is not the head's";
  return null;
}

function sameLog(doc: Y.Doc, expected: Standing[]): boolean {
  return isDeepStrictEqual(standing(doc), expected);
}

/** Judges one candidate and holds it against the oracle; returns how it was counted. */
function step(world: World, mirror: Y.Doc, random: Random): string {
  const sent = candidate(world, random);
  const judgement = judge(world, sent.update, sent.by);
  const at = `${world.order} log, ${sent.honest ?? "hostile"} update [${sent.update.slice(0, 400).join(",")}]: `;
  if (sent.honest !== null && judgement.verdict === "refused")
    throw new Error(`${at}an honest append was refused: ${judgement.rule} ${judgement.detail}`);
  if (sent.honest === "newest" && judgement.verdict !== "accepted")
    throw new Error(`${at}an honest append on the newest base was not accepted but ${judgement.verdict}`);
  if (sent.honest === "again" && judgement.verdict !== "known")
    throw new Error(`${at}an update sent again was not known but ${judgement.verdict}`);
  switch (judgement.verdict) {
    case "accepted": {
      const wrong = disagreement(world, sent, judgement);
      if (wrong !== null) throw new Error(at + wrong);
      Y.applyUpdate(mirror, concatenate([judgement.stored]));
      const differs =
        unsound(mirror, world) ?? (sameLog(mirror, standing(world.doc)) ? null : "other entries");
      if (differs !== null) throw new Error(`${at}the stored items differ: ${differs}`);
      return sent.honest === null ? "accepted, hostile" : "accepted, honest";
    }
    case "known":
    case "empty": {
      const before = standing(world.doc);
      Y.applyUpdate(world.doc, sent.update);
      if (!sameLog(world.doc, before)) throw new Error(`${at}it was to change nothing`);
      const wrong = unsound(world.doc, world);
      if (wrong !== null) throw new Error(at + wrong);
      return judgement.verdict;
    }
    case "stale":
      return `stale, ${world.order}`;
    case "refused":
      return judgement.rule;
  }
}

/** Lets one world run; its content as one update, and in two parts, is what the oracle holds. */
function run(order: LogOrder, random: Random, counts: Map<string, number>): void {
  const world = newWorld(order);
  const mirror = new Y.Doc();
  for (let count = 0; count < updatesInWorld; count++) {
    const counted = step(world, mirror, random);
    counts.set(counted, (counts.get(counted) ?? 0) + 1);
  }
  const expected = standing(world.doc);
  const cut = random.below(world.stored.length + 1);
  const whole = new Y.Doc();
  Y.applyUpdate(whole, concatenate(world.stored));
  const inParts = new Y.Doc();
  Y.applyUpdate(inParts, concatenate(world.stored.slice(0, cut)));
  Y.applyUpdate(inParts, concatenate(world.stored.slice(cut)));
  if (!sameLog(whole, expected) || !sameLog(inParts, expected))
    throw new Error("the log's content differs from its updates");
}
