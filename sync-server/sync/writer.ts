import { LRUCache } from "lru-cache";
import { type DocName, isLog, kindOf } from "../../shared/log/doc-name.ts";
import type { Person } from "../accounts/person.ts";
import type { JoinedRun } from "../store/compaction.ts";
import type { DocHead, Step, Store } from "../store/store.ts";
import { FairQueue } from "./fair-queue.ts";
import { endOfUpdate } from "./push-end.ts";
import { type Told, tell } from "./refusals.ts";
import { type Accepted, Stage } from "./stage.ts";
import {
  activeRole,
  type DecodedPush,
  decodePush,
  docsOf,
  fileKeysOf,
  type Judged,
  judge,
  keysOf,
  opensOrReopens,
  type Push,
} from "./turn.ts";

/** Pushes that wait for a commit; beyond it a device is told to retry later and keeps everything. */
const queueLimit = 10_000;
/** Pushes in one commit, and their bytes: enough to share one fsync, few enough that the first does not wait long for the last. */
const perCommit = { items: 1_000, bytes: 512 * 1024 } as const;
/**
 * Bytes of changes of notes in one turn of the event loop, and what the smallest counts: each is decoded and looked through,
 * and makes a head that may name 10,000 clientIDs.
 */
const notesAtOnce = 64 * 1024;
const leastOfNotes = 4 * 1024;
/** Heads kept in memory between turns; a head is a row, so this bounds memory and not what can be served. */
const headsCached = 5_000;
/** Tries at a batch that another process's commit overtook. */
const commitTries = 5;

/** What became of a push. `end` names it in the receipt. */
export type Outcome = {
  end: DecodedPush["end"];
} /** `at`: when it was accepted, ms; left out for what was accepted before. */ & (
  | { status: "accepted"; seq: number; at?: number }
  | { status: "stale"; detail: string }
  | { status: "retry-later"; code: "unavailable" | "rate-limited" }
  | { status: "refused"; told: Told }
);

/** With its seq, and when it was accepted (ms). */
export type Committed = Accepted & { seq: number; at: number };

export type WriterDeps = {
  store: Store;
  personOf: (id: string) => Person | null;
  now: () => number;
  /** Called after a commit and before the next one, with what it made true. */
  onCommitted: (committed: Committed[]) => void;
  onError: (error: unknown) => void;
};

type Refused = Extract<Judged, { status: "refused" }>;
type Seqs = { ofStep: ReadonlyMap<Step, Committed>; ofDoc: ReadonlyMap<DocName, number> };

type Waiting<Of extends Push = DecodedPush> = { push: Of; settle: (outcome: Outcome) => void };

export interface Writer {
  /** Judges and commits an update; resolves after the commit. Never rejects: a store that fails is "retry later". */
  push(push: Push): Promise<Outcome>;
  /** Commits steps that are not judged (a role on record, an expiry), made when it is their turn. @throws as the store does */
  commit(make: () => Promise<Step[]>): Promise<void>;
  /** The head as committed, from memory or the store. */
  head(doc: DocName): Promise<DocHead | null>;
  /** Joins a document's stored updates, a run of them between two commits. */
  compact(doc: DocName): Promise<void>;
  /** From now on a push is "retry later": what waits is finished, and nothing is added. */
  stop(): void;
  /** Resolves when nothing waits. */
  idle(): Promise<void>;
}

/**
 * The one writer: takes everything that arrived in a turn of the event loop, judges it in order and commits
 * it in one transaction, so that a turn costs one fsync and the second claimer is judged on what the first made true.
 */
export function createWriter({ store, personOf, now, onCommitted, onError }: WriterDeps): Writer {
  const heads = new LRUCache<DocName, DocHead>({ max: headsCached });
  const queue = new FairQueue<Waiting<Push>>(queueLimit);
  let running: Promise<void> | null = null;
  let stopped = false;

  function wake(): void {
    running ??= new Promise<void>((resolve) => setImmediate(resolve)).then(drain).finally(() => {
      running = null;
      if (queue.size > 0) wake();
    });
  }

  async function drain(): Promise<void> {
    while (queue.size > 0) {
      // Decoded only now: what waits is bytes, and who sends too much pays for it by waiting.
      for (const some of inTurns(queue.take(perCommit))) {
        const turn = some.map(({ push, settle }) => ({ push: decodePush(push), settle }));
        await exclusively(() => settleTurn(turn));
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  let lane: Promise<unknown> = Promise.resolve();
  /** One commit at a time: the next is judged on the heads that this one made. */
  function exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = lane.then(work, work);
    lane = done.catch(() => undefined);
    return done;
  }

  async function settleTurn(turn: Waiting[]): Promise<void> {
    try {
      await judgeAndCommit(turn);
    } catch (error) {
      heads.clear();
      onError(error);
      for (const { push, settle } of turn) {
        settle({ status: "retry-later", code: "unavailable", end: push.end });
      }
    }
  }

  async function judgeAndCommit(turn: Waiting[]): Promise<void> {
    for (let tried = 0; tried < commitTries; tried++) {
      const stage = await stageFor(turn);
      const judged = turn.map(({ push }) => {
        const verdict = judge(push, stage, personOf);
        if (verdict.status === "accepted") stage.accept(verdict.step, verdict.head);
        return verdict;
      });
      const committed = await commitStage(stage);
      if (committed === null) continue;
      await answer(turn, judged, committed);
      return;
    }
    throw new Error("the database is being written to by someone else");
  }

  async function stageFor(turn: Waiting[]): Promise<Stage> {
    const docs = [...new Set(turn.flatMap(({ push }) => docsOf(push)))];
    const known = new Map<DocName, DocHead>();
    const missing = docs.filter((doc) => {
      const head = heads.get(doc);
      if (head !== undefined) known.set(doc, head);
      return head === undefined;
    });
    for (const [doc, head] of missing.length === 0 ? [] : await store.heads(missing)) {
      known.set(doc, head);
      heads.set(doc, head);
    }
    const keys = turn.flatMap(({ push }) => keysOf(push));
    const entries = keys.length === 0 ? new Map() : await store.entries(keys);
    const fileKeys = turn.flatMap(({ push }) => fileKeysOf(push));
    const files = fileKeys.length === 0 ? new Map() : await store.files(fileKeys);
    const openers = turn.flatMap(({ push }) => (opensOrReopens(push) ? [push.personId] : []));
    const openTickets = openers.length === 0 ? new Map() : await store.openTickets([...new Set(openers)]);
    return new Stage({ heads: known, entries, files, openTickets }, activeRole(personOf), now());
  }

  /** The committed steps with their seqs; null when a head had moved and all must be judged again. */
  async function commitStage(stage: Stage): Promise<Committed[] | null> {
    if (stage.accepted.length === 0) return [];
    const steps = stage.accepted.map(({ step }) => step);
    const result = await store.commit({ steps, judgedAgainst: stage.judgedAgainst, at: stage.now });
    if (!result.ok) {
      for (const doc of result.conflicts) heads.delete(doc);
      return null;
    }
    const committed = stage.accepted.map((each, index) => ({
      ...each,
      seq: result.firstSeq + index,
      at: stage.now,
    }));
    for (const { step, seq } of committed) {
      const head = "doc" in step ? stage.heads.get(step.doc) : undefined;
      if (head !== undefined && "doc" in step) heads.set(step.doc, { ...head, version: seq });
    }
    // How much the erased words leave of a log only the store knows.
    for (const { step } of committed)
      if (step.kind === "append" && step.erased.length > 0) heads.delete(step.doc);
    onCommitted(committed);
    return committed;
  }

  async function answer(turn: Waiting[], judged: Judged[], committed: Committed[]): Promise<void> {
    const seqs: Seqs = {
      ofStep: new Map(committed.map((each) => [each.step, each])),
      ofDoc: new Map(committed.flatMap(({ step, seq }) => ("doc" in step ? [[step.doc, seq] as const] : []))),
    };
    for (const [index, { push, settle }] of turn.entries()) {
      const verdict = judged[index];
      if (verdict === undefined) throw new Error("every push has a verdict");
      settle(verdict.status === "refused" ? await refusalOf(push, verdict) : outcomeOf(push, verdict, seqs));
    }
  }

  async function refusalOf({ doc, end }: DecodedPush, verdict: Refused): Promise<Outcome> {
    const { actor, reader, refusal } = verdict;
    return { status: "refused", told: await tell(store, { doc, actor, reader, refusal }), end };
  }

  function outcomeOf({ end, doc }: DecodedPush, verdict: Exclude<Judged, Refused>, seqs: Seqs): Outcome {
    switch (verdict.status) {
      case "accepted":
        return acceptedAs(seqs.ofStep.get(verdict.step), end);
      case "known":
        return { status: "accepted", seq: verdict.seq === 0 ? (seqs.ofDoc.get(doc) ?? 0) : verdict.seq, end };
      case "stale":
        return { status: "stale", detail: verdict.detail, end };
    }
  }

  /** Joins the runs that are worth it now. Was there any? */
  async function joinSome(doc: DocName): Promise<boolean> {
    const runs = await store.runsToJoin(doc);
    for (const run of runs) {
      const joined = stopped ? null : await store.joinedRun(doc, run);
      if (joined === null || !(await exclusively(() => replaceRun(doc, joined)))) return false;
      // Whoever waits for an answer goes first.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return runs.length > 0;
  }

  async function replaceRun(doc: DocName, joined: JoinedRun): Promise<boolean> {
    const size = stopped ? null : await store.replaceRun(joined);
    if (size === null) return false;
    const head = heads.get(doc);
    if (head !== undefined) heads.set(doc, { ...head, ...size });
    return true;
  }

  return {
    push(push) {
      return new Promise((settle) => {
        const withheld = personOf(push.personId)?.status === "withheld";
        // What they write is kept on their device until their recovery is confirmed.
        if (!stopped && !withheld && queue.add(push.personId, { push, settle }, push.update.length)) {
          wake();
          return;
        }
        const code = stopped || withheld ? "unavailable" : "rate-limited";
        settle({ status: "retry-later", code, end: endOfUpdate(push.update) });
      });
    },
    commit: (make) =>
      exclusively(async () => {
        const steps = await make();
        if (steps.length === 0) return;
        const at = now();
        const result = await store.commit({ steps, judgedAgainst: new Map(), at });
        if (!result.ok) throw new Error("a step that rests on no head cannot conflict");
        onCommitted(steps.map((step, index) => ({ step, ticket: null, seq: result.firstSeq + index, at })));
      }),
    head: async (doc) => {
      const known = heads.get(doc);
      if (known !== undefined) return known;
      const head = (await store.heads([doc])).get(doc) ?? null;
      return head;
    },
    compact: async (doc) => {
      // What was joined may be joined again, with its neighbours.
      while (!stopped && (await joinSome(doc)));
    },
    stop: () => {
      stopped = true;
    },
    idle: async () => {
      while (running !== null || queue.size > 0) await (running ?? Promise.resolve());
      await lane;
    },
  };
}

function acceptedAs(committed: Committed | undefined, end: DecodedPush["end"]): Outcome {
  if (committed === undefined) throw new Error("what is accepted was committed");
  return { status: "accepted", seq: committed.seq, at: committed.at, end };
}

/** The same pushes in the same order, so many that their notes take no longer than a turn may; at least one in each. */
function inTurns<Of extends { push: Push }>(waiting: readonly Of[]): Of[][] {
  const turns: Of[][] = [];
  let notes = Number.POSITIVE_INFINITY;
  for (const each of waiting) {
    const bytes = isLog(kindOf(each.push.doc)) ? 0 : Math.max(leastOfNotes, each.push.update.length);
    const turn = notes + bytes > notesAtOnce ? undefined : turns.at(-1);
    if (turn === undefined) {
      turns.push([each]);
      notes = bytes;
    } else {
      turn.push(each);
      notes += bytes;
    }
  }
  return turns;
}
