import { randomUUID } from "node:crypto";
import * as Y from "yjs";
import { type DocName, docName } from "../../shared/log/doc-name.ts";
import { mutated } from "../../shared/log/mutated.arbitrary.ts";
import type { Actor } from "../../shared/policy/actor.ts";
import { type Random, randomOf } from "../../shared/random.arbitrary.ts";
import type { DocHead } from "../store/store.ts";
import { ticketState } from "../store/test-steps.ts";
import { judgeNotes } from "./notes-guard.ts";
import { noHead, Stage } from "./stage.ts";
import type { Verdict } from "./verdict.ts";

const otherOrder = "devices differ in their words";

/** One ticket's notes with their guard, and what the guard accepted. Handed over at will, as a hostile colleague would. */
export class NotesWorld {
  readonly doc: DocName;
  readonly stored: Uint8Array[] = [];
  /** A device that was connected all along. */
  readonly live = new Y.Doc({ gc: false });
  /** Has a mutated change been accepted? An honest one after it may stand beside what it put in disorder. */
  hasMutated = false;
  readonly #ticket: DocName;
  readonly #ticketId = randomUUID();
  #head: DocHead = noHead;

  constructor() {
    this.doc = docName("notes", this.#ticketId);
    this.#ticket = docName("ticket", this.#ticketId);
  }

  get head(): DocHead {
    return this.#head;
  }

  /** Judges as if the ticket were this person's. */
  judge(update: Uint8Array, by: string): Verdict {
    const actor: Actor = { id: by, role: "counselor", status: "active" };
    const ticket = ticketState(this.#ticketId, { status: "claimed", assigned: by });
    const heads = new Map([
      [this.doc, this.#head],
      [this.#ticket, { ...noHead, version: 1, ticket }],
    ]);
    const stage = new Stage({ heads, entries: new Map() }, () => "counselor", Date.now());
    return judgeNotes({ doc: this.doc, kind: "notes", actor, update }, stage);
  }

  /** The same, and takes what is accepted. */
  push(update: Uint8Array, by: string): Verdict {
    const verdict = this.judge(update, by);
    if (verdict.status === "accepted" && verdict.step.kind === "notes") {
      this.#head = verdict.head;
      this.stored.push(verdict.step.update);
      Y.applyUpdate(this.live, verdict.step.update);
    }
    return verdict;
  }

  /** A device's copy, with a clientID of this person's. */
  copy(client: number): Y.Doc {
    const doc = new Y.Doc({ gc: false });
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(this.live));
    doc.clientID = client;
    return doc;
  }

  /** Says what keeps replicas from reading the same; null when they do. */
  trouble(): string | null {
    if (waits(this.live)) return "something waits on a device that was there all along";
    const merged = Y.mergeUpdates(this.stored);
    Y.encodeStateVectorFromUpdate(merged);
    const fresh = new Y.Doc({ gc: false });
    Y.applyUpdate(fresh, merged);
    if (waits(fresh)) return "something waits on a device that has just come";
    const state = Y.decodeStateVector(Y.encodeStateVector(fresh));
    const clocks = [...state].map(([client, clock]) => [client, { clock }] as const);
    const differs =
      state.size !== this.#head.writers.size ||
      clocks.some(([client, { clock }]) => this.#head.writers.get(client)?.clock !== clock);
    if (differs) return "the state vector is not the head's";
    if (lettersOf(fresh) !== lettersOf(this.live)) return "a device lacks letters that another shows";
    return wordsOf(fresh) === wordsOf(this.live) ? null : otherOrder;
  }
}

function waits({ store }: Y.Doc): boolean {
  return store.pendingStructs !== null || store.pendingDs !== null;
}

export function wordsOf(doc: Y.Doc): string {
  return doc.getXmlFragment("notes").toString();
}

/** Every letter that stands in the notes, whoever wrote it, in no order of theirs. */
function lettersOf(doc: Y.Doc): string {
  const letters: string[] = [];
  for (const structs of doc.store.clients.values()) {
    for (const struct of structs) {
      if (!(struct instanceof Y.Item) || struct.deleted || !(struct.content instanceof Y.ContentString))
        continue;
      for (const [at, letter] of [...struct.content.str].entries())
        letters.push(`${struct.id.client} ${struct.id.clock + at} ${letter}`);
    }
  }
  return letters.sort().join("\n");
}

/** One honest change of notes, as an editor makes it. */
export function edit(doc: Y.Doc, random: Random): Uint8Array {
  const before = Y.encodeStateVector(doc);
  doc.transact(() => {
    const root = doc.getXmlFragment("notes");
    const last = root.length === 0 ? null : root.get(random.below(root.length));
    const words = `w${random.below(1_000)} `;
    if (last === null || random.oneIn(4)) root.push([paragraph(words)]);
    else if (random.oneIn(6)) root.delete(root.length - 1, 1);
    else {
      const text = last instanceof Y.XmlElement ? last.get(0) : null;
      if (!(text instanceof Y.XmlText)) return;
      if (random.oneIn(4) && text.length > 2) text.delete(random.below(text.length - 1), 1);
      else if (random.oneIn(4)) text.format(0, text.length, { bold: true });
      else text.insert(random.below(text.length + 1), words);
    }
  });
  return Y.encodeStateAsUpdate(doc, before);
}

function paragraph(words: string): Y.XmlElement {
  const element = new Y.XmlElement("paragraph");
  element.setAttribute("level", "1");
  element.insert(0, [new Y.XmlText(words)]);
  return element;
}

/** Changes in one world, so that reading it whole after each costs little. */
const updatesInWorld = 40;

/**
 * Pushes honest and mutated changes of notes, and holds replicas against each other after each that is accepted.
 * @returns how often which verdict was given to which
 * @throws with the bytes that made replicas differ
 */
export function fuzzNotes({ updates, seed }: { updates: number; seed: number }): ReadonlyMap<string, number> {
  const random = randomOf(seed);
  const counts = new Map<string, number>();
  let world = new NotesWorld();
  for (let count = 0; count < updates; count++) {
    if (count % updatesInWorld === 0) world = new NotesWorld();
    const by = random.pick(["mallory", "cleo"] as const);
    const copy = world.copy((by === "mallory" ? 1_000 : 2_000) + random.below(3));
    const honest = edit(copy, random);
    const isHonest = random.oneIn(3);
    const update = isHonest
      ? honest
      : mutated(honest, random, () => random.pick([Y.encodeStateAsUpdate(world.live), honest]));
    const verdict = world.push(update, by);
    const counted = `${isHonest ? "honest" : "mutated"} ${verdict.status}`;
    counts.set(counted, (counts.get(counted) ?? 0) + 1);
    if (!isHonest && verdict.status === "accepted") world.hasMutated = true;
    const trouble = verdict.status === "accepted" ? world.trouble() : null;
    if (trouble === otherOrder && world.hasMutated) {
      // An origin to the right of a rightOrigin: only a built document could tell. Nothing waits by it, and no letter is lost.
      const other = "mutated, words in another order";
      counts.set(other, (counts.get(other) ?? 0) + 1);
      world = new NotesWorld();
    } else if (trouble !== null)
      throw new Error(`${trouble}: [${update.join(",")}], change ${count} of seed ${seed}`);
  }
  return counts;
}
