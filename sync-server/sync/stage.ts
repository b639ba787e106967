import { type DocName, docName, ticketIdOf } from "../../shared/log/doc-name.ts";
import type { Role } from "../../shared/policy/roles.ts";
import type { TicketState } from "../../shared/ticket/state.ts";
import { type FileKey, fileKey, type StoredFile } from "../store/files.ts";
import type { DocHead, IndexedEntry, Step } from "../store/store.ts";
import { entryKey } from "../store/store.ts";

export const noHead: DocHead = {
  version: 0,
  writers: new Map(),
  tail: null,
  ticket: null,
  rows: 0,
  bytes: 0,
  bytesOf: new Map(),
  lookAt: 0,
};

/** An accepted step, and its ticket as it is from then on: later ones of the same turn may hand it to others. */
export type Accepted = { step: Step; ticket: TicketState | null };

/**
 * What the pushes of one turn are judged against: the committed heads and index rows, and on top of them what
 * the accepted pushes before made true. Thrown away when the commit fails.
 */
export class Stage {
  readonly #heads: Map<DocName, DocHead>;
  readonly #entries: Map<string, IndexedEntry>;
  readonly #judgedAgainst = new Map<DocName, number>();
  readonly #committed: ReadonlyMap<DocName, DocHead>;
  readonly #files: ReadonlyMap<string, StoredFile>;
  readonly #openTickets: Map<string, number>;
  readonly accepted: Accepted[] = [];
  readonly roleOf: (personId: string) => Role | null;
  readonly now: number;

  constructor(
    committed: {
      heads: ReadonlyMap<DocName, DocHead>;
      entries: ReadonlyMap<string, IndexedEntry>;
      files?: ReadonlyMap<string, StoredFile>;
      /** Of students who open or reopen one. */
      openTickets?: ReadonlyMap<string, number>;
    },
    roleOf: (personId: string) => Role | null,
    now: number,
  ) {
    this.#committed = committed.heads;
    this.#heads = new Map(committed.heads);
    this.#entries = new Map(committed.entries);
    this.#files = committed.files ?? new Map();
    this.#openTickets = new Map(committed.openTickets);
    this.roleOf = roleOf;
    this.now = now;
  }

  /** The head that the next verdict rests on; remembered, since the commit holds only while it stands. */
  head(doc: DocName): DocHead {
    this.#judgedAgainst.set(doc, this.#committed.get(doc)?.version ?? 0);
    return this.#heads.get(doc) ?? noHead;
  }

  entry(doc: DocName, id: string): IndexedEntry | undefined {
    return this.#entries.get(entryKey({ doc, id }));
  }

  file(key: FileKey): StoredFile | undefined {
    return this.#files.get(fileKey(key));
  }

  /** Tickets of this student that have not ended; undefined where nobody asked for them. */
  openTicketsOf(student: string): number | undefined {
    return this.#openTickets.get(student);
  }

  /** Makes an accepted step true for those that follow. */
  accept(step: Extract<Step, { kind: "append" | "notes" }>, head: DocHead): void {
    this.#countOpen(this.#heads.get(step.doc)?.ticket ?? null, head.ticket);
    this.#heads.set(step.doc, head);
    const ticket = this.#heads.get(docName("ticket", ticketIdOf(step.doc)))?.ticket ?? null;
    this.accepted.push({ step, ticket });
    if (step.kind === "append") {
      // The seq is not known before the commit; nothing in this turn asks for it.
      for (const { id, ...entry } of step.entries) {
        this.#entries.set(entryKey({ doc: step.doc, id }), { ...entry, seq: 0 });
      }
    }
  }

  #countOpen(before: TicketState | null, after: TicketState | null): void {
    const count = after === null ? undefined : this.#openTickets.get(after.student);
    if (after === null || count === undefined) return;
    this.#openTickets.set(after.student, count + Number(isOpen(after)) - Number(isOpen(before)));
  }

  get judgedAgainst(): ReadonlyMap<DocName, number> {
    return this.#judgedAgainst;
  }

  get heads(): ReadonlyMap<DocName, DocHead> {
    return this.#heads;
  }
}

function isOpen(ticket: TicketState | null): boolean {
  return ticket !== null && ticket.status !== "completed" && ticket.status !== "closed";
}

/** Ids of other entries that judging this value turns on. */
export function mentioned(value: object): string[] {
  const names = "type" in value && value.type === "chat.redacted" && "message" in value;
  return names && typeof value.message === "string" ? [value.message] : [];
}
