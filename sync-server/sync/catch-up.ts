import type { Winner } from "../../shared/entries/entry.ts";
import { emptyUpdate } from "../../shared/log/content.ts";
import { type DocName, ticketIdOf } from "../../shared/log/doc-name.ts";
import { notesSchema } from "../../shared/log/notes-schema.ts";
import type { Principal } from "../../shared/policy/may-read.ts";
import type { ControlDown } from "../../shared/protocol/control.ts";
import type { Frame } from "../../shared/protocol/frames.ts";
import type { Acceptance, Changes, StoreReader } from "../store/store.ts";

/** Bytes of content after which a batch ends: what a phone stores in one transaction without a stutter. */
const batchBytes = 256 * 1024;
/** The same of the first batch, doubled with each that follows: somebody waits for the first rows on a screen. */
const firstBatchBytes = 32 * 1024;
/** Documents named in one `granted` or `revoked`. */
const docsPerMessage = 1_000;
/** Updates read in one look. */
const updatesPerLook = 500;

/** Something to send and store as one; `cursor` where storing so far is safe. */
export type CatchUpBatch = {
  frames: Frame[];
  tickets: string[];
  cursor: number | null;
  revoked: DocName[];
  /** When what it brings was accepted; nothing for a device that would not understand it. */
  accepted: Acceptance[];
};

export function control(message: ControlDown): Frame {
  return { channel: "control", text: JSON.stringify(message) };
}

export function updateFrame(doc: DocName, update: Uint8Array): Frame {
  return { channel: "doc", doc, message: { type: "update", update } };
}

type Round = {
  changes: Changes;
  cursor: number;
  principals: readonly Principal[];
  /** Does the device understand accepted times and the number of the notes' schema? */
  tellsMore: boolean;
};

/** Is there anything between the cursor and now? */
export function isNothing({ revoked, gained, changed }: Changes): boolean {
  return revoked.length === 0 && gained.length === 0 && changed.length === 0;
}

/**
 * One round of catching up: what is lost, what is gained with its whole content, then the updates since the
 * cursor of what was held all along, in seq order. A device that is cut off goes on from the last cursor it stored.
 */
export async function* catchUp(
  store: StoreReader,
  { changes, cursor, principals, tellsMore }: Round,
): AsyncGenerator<CatchUpBatch> {
  const firstChange = await firstChangeAfter(store, changes, cursor);
  if (changes.revoked.length > 0 || changes.gained.length > 0) {
    // Before the first of what follows nothing is left to send. A device past cursor 0 hears what it lost meanwhile.
    const safe = Math.min(changes.gained[0]?.from ?? changes.upTo + 1, firstChange) - 1;
    yield { ...announcement(changes, tellsMore), cursor: safe > cursor ? safe : null };
  }
  yield* contentOfGained(store, { changes, cursor, principals, tellsMore }, firstChange);
  yield* updatesSince(store, { changes, cursor, principals, tellsMore });
}

function announcement({ revoked, gained }: Changes, tellsMore: boolean): CatchUpBatch {
  const frames: Frame[] = [];
  for (const some of chunks(revoked, docsPerMessage)) {
    const because = causesByTicket(some);
    const docs = some.map(({ doc }) => doc);
    frames.push(control({ t: "revoked", docs, ...(Object.keys(because).length === 0 ? {} : { because }) }));
  }
  for (const some of chunks(gained, docsPerMessage)) {
    const docs = some.map(({ doc }) => doc);
    frames.push(control({ t: "granted", docs, ...(tellsMore ? { notesSchema } : {}) }));
  }
  const tickets = [...revoked, ...gained].map(({ doc }) => ticketIdOf(doc));
  return { frames, tickets, cursor: null, revoked: revoked.map(({ doc }) => doc), accepted: [] };
}

function causesByTicket(revoked: Changes["revoked"]): Record<string, Winner> {
  const causes: Record<string, Winner> = {};
  for (const { doc, because } of revoked) if (because !== null) causes[ticketIdOf(doc)] = because;
  return causes;
}

/** Until what was held all along has been sent too, the cursor may not pass its first change. */
async function firstChangeAfter(
  store: StoreReader,
  { changed, upTo }: Changes,
  cursor: number,
): Promise<number> {
  const [first] = await store.updates({ docs: new Set(changed), after: cursor, upTo, limit: 1, bytes: 1 });
  return first?.seq ?? upTo + 1;
}

async function* contentOfGained(
  store: StoreReader,
  { changes: { gained, upTo }, cursor, principals, tellsMore }: Round,
  firstChange: number,
): AsyncGenerator<CatchUpBatch> {
  let batch = emptyBatch();
  let filled = new Set<DocName>();
  let bytes = 0;
  let most = firstBatchBytes;
  for (const [index, { doc }] of gained.entries()) {
    // A slow reader may have lost it again since; what it lost, the next round says.
    const update = (await store.contentFor(doc, principals)) ?? emptyUpdate;
    batch.tickets.push(ticketIdOf(doc));
    if (update.length > emptyUpdate.length) {
      batch.frames.push(updateFrame(doc, update));
      filled.add(doc);
    }
    bytes += update.length;
    const next = gained[index + 1];
    if (bytes < most && next !== undefined) continue;
    const safe = Math.min(next === undefined ? upTo : next.from - 1, firstChange - 1);
    const accepted = tellsMore ? await acceptedIn(store, filled, { after: 0, upTo, principals }) : [];
    yield { ...batch, cursor: safe > cursor ? safe : null, accepted };
    batch = emptyBatch();
    filled = new Set();
    bytes = 0;
    most = Math.min(most * 2, batchBytes);
  }
}

async function* updatesSince(
  store: StoreReader,
  { changes: { changed, upTo }, cursor, principals, tellsMore }: Round,
): AsyncGenerator<CatchUpBatch> {
  const docs = new Set(changed);
  for (let after = cursor; docs.size > 0 && after < upTo; ) {
    const range = { docs, after, upTo, limit: updatesPerLook, bytes: batchBytes };
    const updates = await store.updates(range);
    const last = updates.at(-1);
    if (last === undefined) return;
    const before = after;
    after = last.seq;
    // Between two batches a slow reader may have lost some of them; the next round says which.
    const standing = await store.standing(new Set(updates.map(({ doc }) => doc)), principals);
    const readable = updates.filter(({ doc }) => standing.has(doc));
    yield {
      frames: readable.map(({ doc, update }) => updateFrame(doc, update)),
      tickets: readable.map(({ doc }) => ticketIdOf(doc)),
      cursor: after,
      revoked: [],
      // All that changed, not only these: an update that was joined comes with the last of its seqs.
      accepted: tellsMore ? await acceptedIn(store, docs, { after: before, upTo: after, principals }) : [],
    };
  }
}

function emptyBatch(): CatchUpBatch {
  return { frames: [], tickets: [], cursor: null, revoked: [], accepted: [] };
}

/** What may be told of these documents: of those that this person may read in this very look. */
async function acceptedIn(
  store: StoreReader,
  docs: ReadonlySet<DocName>,
  { after, upTo, principals }: { after: number; upTo: number; principals: readonly Principal[] },
): Promise<Acceptance[]> {
  if (docs.size === 0) return [];
  const found = await store.acceptances({ docs, after, upTo });
  const standing = await store.standing(new Set(found.map(({ doc }) => doc)), principals);
  return found.filter(({ doc }) => standing.has(doc));
}

function* chunks<Item>(items: readonly Item[], size: number): Generator<Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
