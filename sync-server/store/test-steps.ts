import { randomUUID } from "node:crypto";
import * as Y from "yjs";
import type { Winner } from "../../shared/entries/entry.ts";
import { encodeItem, type Position } from "../../shared/log/append.ts";
import { type DocKind, type DocName, docName } from "../../shared/log/doc-name.ts";
import type { Principal } from "../../shared/policy/may-read.ts";
import type { TicketState } from "../../shared/ticket/state.ts";
import type { Batch, GrantChange, Step, Store } from "./store.ts";

export type AppendStep = Extract<Step, { kind: "append" }>;

export const opened: Winner = { type: "ticket.opened", by: "sam", at: 1_000 };
export const claimed: Winner = { type: "ticket.claimed", by: "cleo", at: 2_000 };

/** A batch that rests on no head. */
export function batchOf(...steps: Step[]): Batch {
  return { steps, judgedAgainst: new Map(), at: 5_000 };
}

export function grant(
  change: GrantChange["change"],
  doc: DocName,
  principal: Principal,
  because: Winner | null = null,
): GrantChange {
  return { doc, principal, change, because };
}

/** One document that grows as the guard would let it; `append` makes the next step of it. */
export class GrowingLog {
  readonly doc: DocName;
  readonly ticketId: string;
  readonly values: unknown[] = [];
  #tail: Position | null = null;
  readonly #clocks = new Map<number, number>();

  constructor(kind: DocKind = "chat", ticketId: string = randomUUID()) {
    this.doc = docName(kind, ticketId);
    this.ticketId = ticketId;
  }

  append(
    by: string,
    {
      client = 7,
      count = 1,
      characters = 0,
      ...more
    }: { client?: number; count?: number; characters?: number } & Partial<AppendStep> = {},
  ): AppendStep {
    const entries = Array.from({ length: count }, () => ({
      id: randomUUID(),
      type: "chat.message" as const,
      by,
      at: 1_000 + this.values.length,
      body: `entry ${this.values.push(null)}`.padEnd(characters, "."),
    }));
    this.values.splice(-count, count, ...entries);
    const clock = this.#clocks.get(client) ?? 0;
    const body = encodeItem(this.#tail, entries);
    this.#clocks.set(client, clock + count);
    this.#tail = { client, clock: clock + count - 1 };
    return {
      kind: "append",
      doc: this.doc,
      stored: { client, clock, items: 1, body },
      entries: entries.map(({ id, type, by, at }, index) => ({
        id,
        type,
        by,
        at,
        client,
        clock: clock + index,
      })),
      writer: { client, clock: clock + count, owner: by },
      tail: this.#tail,
      lookAt: 0,
      ticket: null,
      grants: [],
      participants: [by],
      jobs: [],
      files: [],
      erased: [],
      ...more,
    };
  }
}

export function ticketState(id: string, change: Partial<TicketState> = {}): TicketState {
  return {
    id,
    student: "sam",
    status: "open",
    category: "stress",
    urgency: "low",
    mode: "chat",
    assigned: null,
    session: null,
    openedAt: 1_000,
    claimedAt: null,
    endedAt: null,
    changedAt: 1_000,
    access: [],
    causes: { status: { id: randomUUID(), ...opened }, assigned: null, session: null },
    ...change,
  };
}

/** What a log reads as, after applying these updates in this order. */
export function valuesOf(...updates: Uint8Array[]): unknown[] {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc.getArray("log").toArray();
}

/** Joins a document's stored updates until there is nothing more to join. @returns the rows that each join took */
export async function compacted(store: Store, doc: DocName): Promise<number[]> {
  const taken: number[] = [];
  for (let runs = await store.runsToJoin(doc); runs.length > 0; runs = await store.runsToJoin(doc)) {
    for (const run of runs) {
      const joined = await store.joinedRun(doc, run);
      if (joined !== null) await store.replaceRun(joined);
      taken.push(run.length);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return taken;
}

/** Joins all rows of a document, worth it or not. */
export async function joinedAll(store: Store, doc: DocName): Promise<void> {
  const most = Number.MAX_SAFE_INTEGER;
  const rows = await store.updates({ docs: new Set([doc]), after: 0, upTo: most, limit: most, bytes: most });
  const joined = await store.joinedRun(
    doc,
    rows.map(({ seq }) => seq),
  );
  if (joined !== null) await store.replaceRun(joined);
}
