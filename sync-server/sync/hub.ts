import { concatenate } from "../../shared/log/content.ts";
import { type DocName, kindOf } from "../../shared/log/doc-name.ts";
import { type Principal, principalsOf, readersOf } from "../../shared/policy/may-read.ts";
import { type CloseCode, closeCodes } from "../../shared/protocol/close-codes.ts";
import type { Code } from "../../shared/protocol/codes.ts";
import { encodeUpdateFrame } from "../../shared/protocol/frames.ts";
import type { TicketState } from "../../shared/ticket/state.ts";
import type { AccountEvent } from "../accounts/accounts.ts";
import type { Person } from "../accounts/person.ts";
import type { Step } from "../store/store.ts";
import type { FeedItem, Member } from "./member.ts";
import type { Committed } from "./writer.ts";

/**
 * Everyone who is connected, and the feed to them: every accepted update goes to every socket that holds the
 * grant. There is nothing to subscribe to. A change of grants is left to each socket's own look at the ledger.
 */
export class Hub {
  readonly #members = new Set<Member>();
  readonly #byPrincipal = new Map<Principal, Set<Member>>();
  readonly #dirty = new Set<Member>();
  readonly #now: () => number;
  readonly #onError: (error: unknown) => void;
  /** By ticket: when its emergency access was ended, in ms; for where the clock is set back before that. */
  readonly #accessEnded = new Map<string, number>();
  /** The seq up to which the feed has been sent. */
  lastSeq = 0;

  constructor(now: () => number, onError: (error: unknown) => void) {
    this.#now = now;
    this.#onError = onError;
  }

  get size(): number {
    return this.#members.size;
  }

  socketsOf(personId: string): number {
    let count = 0;
    for (const member of this.#members) if (member.person.id === personId) count++;
    return count;
  }

  join(member: Member): void {
    this.#members.add(member);
    for (const principal of principalsOf(member.person)) {
      const others = this.#byPrincipal.get(principal) ?? new Set();
      this.#byPrincipal.set(principal, others.add(member));
    }
  }

  leave(member: Member): void {
    this.#members.delete(member);
    this.#dirty.delete(member);
    for (const principal of principalsOf(member.person)) {
      const others = this.#byPrincipal.get(principal);
      others?.delete(member);
      if (others?.size === 0) this.#byPrincipal.delete(principal);
    }
  }

  /** The members among whom someone is one of these principals. */
  among(principals: Iterable<Principal>): Set<Member> {
    const found = new Set<Member>();
    for (const principal of principals) {
      for (const member of this.#byPrincipal.get(principal) ?? []) found.add(member);
    }
    return found;
  }

  readers(doc: DocName, ticket: TicketState | null): Set<Member> {
    if (ticket === null) return new Set();
    const at = Math.max(this.#now(), this.#accessEnded.get(ticket.id) ?? 0);
    return this.among(readersOf(kindOf(doc), ticket, at));
  }

  /** Feeds what a commit made true. Called in commit order, before the next commit. */
  committed(committed: readonly Committed[]): void {
    const readers = new Map<DocName, { ticket: TicketState | null; members: Set<Member> }>();
    for (const { seq, step, ticket, at } of committed) {
      this.lastSeq = seq;
      if (step.kind === "grants") this.#endedAccess(step.ticketId, step.expiredBy);
      const changed = "grants" in step ? step.grants.map(({ principal }) => principal) : [];
      // Before the feed: delivering would move the cursor past the grants that this very step opened.
      for (const member of this.among(changed)) this.#tell(member, () => member.grantsChanged());
      if (step.kind === "append" || step.kind === "notes")
        this.#feed({ seq, at }, step, this.#readersOnce(readers, step.doc, ticket));
    }
  }

  #endedAccess(ticketId: string, expiredBy: number): void {
    for (const [id, at] of this.#accessEnded) if (at < this.#now()) this.#accessEnded.delete(id);
    this.#accessEnded.set(ticketId, expiredBy);
  }

  /** The same readers while a document's ticket stays as it is: within one commit nobody comes, and who goes takes nothing more. */
  #readersOnce(
    known: Map<DocName, { ticket: TicketState | null; members: Set<Member> }>,
    doc: DocName,
    ticket: TicketState | null,
  ): Set<Member> {
    const there = known.get(doc);
    if (there !== undefined && there.ticket === ticket) return there.members;
    const members = this.readers(doc, ticket);
    known.set(doc, { ticket, members });
    return members;
  }

  #feed(
    { seq, at }: { seq: number; at: number },
    step: Extract<Step, { doc: DocName }>,
    readers: Set<Member>,
  ): void {
    if (readers.size === 0) return;
    const update = step.kind === "append" ? concatenate([step.stored]) : step.update;
    const item: FeedItem = {
      seq,
      doc: step.doc,
      ...encodeUpdateFrame(step.doc, update),
      participants: step.kind === "append" ? step.participants : [],
      at,
      ids: step.kind === "append" ? step.entries.map(({ id }) => id) : [],
    };
    for (const member of readers) this.#tell(member, () => member.deliver(item));
  }

  /** Whoever could not be told would miss it for ever; closed, they come again and catch up from their cursor. */
  #tell(member: Member, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#onError(error);
      member.close(closeCodes.serverRestarts, "unavailable");
    }
  }

  /** Flushes a member once at the end of this turn, however much is put together for it. */
  flushSoon(member: Member): void {
    if (this.#dirty.size === 0) setImmediate(() => this.#flush());
    this.#dirty.add(member);
  }

  #flush(): void {
    const members = [...this.#dirty];
    this.#dirty.clear();
    for (const member of members) member.flush();
  }

  /** What a change of an account does to its sockets, and to what others call it. */
  accountChanged(event: AccountEvent): void {
    switch (event.kind) {
      case "signedOut":
        for (const member of this.#members) {
          if (member.signInId === event.sessionId) member.close(closeCodes.signedOut, "signed-out");
        }
        return;
      case "changed": {
        const { person, before } = event;
        const admission = person.role !== before.role || person.status !== before.status;
        for (const member of [...this.#members]) {
          member.renamed(person);
          if (!admission || member.person.id !== person.id) continue;
          const comesAgain = person.status === "active" || person.status === "withheld";
          const code = comesAgain ? "admission-changed" : "account-inactive";
          member.close(closeCodes.admissionChanged, code);
        }
        return;
      }
    }
  }

  /** Tells whoever should know this person by the name and role that they have now. */
  introduce(person: Person): void {
    for (const member of [...this.#members]) member.renamed(person);
  }

  closeAll(closeCode: CloseCode, code: Code): void {
    for (const member of [...this.#members]) member.close(closeCode, code);
  }
}
