import type { EntryOf } from "../../shared/entries/entry.ts";
import { docName, kindOf, ticketIdOf } from "../../shared/log/doc-name.ts";
import { system } from "../../shared/policy/actor.ts";
import { isHeldInVain, mayHold } from "../../shared/policy/may-hold.ts";
import type { AccountEvent } from "../accounts/accounts.ts";
import type { Desk } from "./desk.ts";
import { appendEntry } from "./server-entries.ts";
import { activeRole } from "./turn.ts";
import type { Committed, Outcome } from "./writer.ts";

const running = new Set(["claimed", "scheduled", "in_progress"]);

/** The store did not take an entry: to be tried again. */
class NotStored extends Error {}

/** @throws NotStored. One that was refused has been overtaken by an entry that `Holders` looks at too. */
function refuseUnlessStored({ status }: Outcome): void {
  if (status === "retry-later" || status === "stale") throw new NotStored("the store did not take an entry");
}

/**
 * Sees to it that whoever has a ticket may have it. Work that came to somebody who may not (their account was suspended or has
 * another role, by whatever way it came) is opened to all, in the server's name: counselors are told as of a new ticket.
 */
export class Holders {
  readonly #desk: Desk;
  /** People whose tickets an admin is moving: their new counselors are named there. */
  readonly #moving = new Map<string, Promise<unknown>>();
  #lane: Promise<void> = Promise.resolve();
  /** What the store did not take, by ticket or person; at most two for each. */
  readonly #again = new Map<string, () => Promise<void>>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Work that stands since before this start. */
  start(): void {
    this.#inTurn("start", async () => {
      for (const person of (await this.#desk.store.caseloads()).keys()) await this.#releaseAll(person);
    });
  }

  /** Tries again what the store did not take, every few seconds: a full disk leaves nobody's ticket with nobody. */
  retry(): void {
    for (const [what, work] of [...this.#again]) {
      this.#again.delete(what);
      this.#inTurn(what, work);
    }
  }

  /** An account has changed: does it still have its tickets? */
  accountChanged(event: AccountEvent): void {
    if (event.kind !== "changed" || event.before.role !== "counselor") return;
    const { id } = event.person;
    this.#inTurn(id, async () => {
      // Whoever suspends somebody says in the same turn who takes the tickets over.
      await new Promise((resolve) => setImmediate(resolve));
      await this.#moving.get(id)?.catch(() => undefined);
      await this.#releaseAll(id);
    });
  }

  /** Looks at what a commit made true: who has these tickets now, and who has just been written to. */
  committed(committed: readonly Committed[]): void {
    for (const { step, ticket } of committed) {
      if (step.kind !== "append" || ticket === null || !isHeldInVain(this.#scene, ticket)) continue;
      const written = step.entries.some(({ type, by }) => type === "chat.message" && by === ticket.student);
      if (kindOf(step.doc) !== "ticket" && !written) continue;
      if (ticket.assigned !== null && this.#moving.has(ticket.assigned)) continue;
      const ticketId = ticketIdOf(step.doc);
      const what = written ? `${ticketId} written` : ticketId;
      this.#inTurn(what, () => this.#release(ticketId, written));
    }
  }

  /** While an admin moves somebody's tickets, none of them is opened to all. */
  whileMoving<Result>(person: string, work: () => Promise<Result>): Promise<Result> {
    const moved = work().finally(() => {
      if (this.#moving.get(person) === moved) this.#moving.delete(person);
    });
    this.#moving.set(person, moved);
    return moved;
  }

  /** Resolves when nothing is being looked at. */
  idle(): Promise<void> {
    return this.#lane;
  }

  get #scene() {
    return { roleOf: activeRole(this.#desk.accounts.person) };
  }

  #inTurn(what: string, work: () => Promise<void>): void {
    this.#lane = this.#lane.then(work).catch((error: unknown) => {
      this.#again.set(what, work);
      if (!(error instanceof NotStored)) this.#desk.onError(error);
    });
  }

  async #releaseAll(person: string): Promise<void> {
    if (mayHold(this.#scene.roleOf, person)) return;
    for (const ticketId of await this.#desk.store.caseload(person)) await this.#release(ticketId, false);
  }

  /** @param written the student wrote just now: then a ticket that was completed needs somebody again */
  async #release(ticketId: string, written: boolean): Promise<void> {
    const doc = docName("ticket", ticketId);
    const ticket = (await this.#desk.writer.head(doc))?.ticket ?? null;
    if (ticket === null || !isHeldInVain(this.#scene, ticket)) return;
    const by = system.id;
    if (written && ticket.status === "completed")
      refuseUnlessStored(
        await appendEntry<EntryOf<"ticket.reopened">>(this.#desk, {
          doc,
          by,
          draft: { type: "ticket.reopened" },
        }),
      );
    else if (!running.has(ticket.status)) return;
    refuseUnlessStored(
      await appendEntry<EntryOf<"ticket.unclaimed">>(this.#desk, {
        doc,
        by,
        draft: { type: "ticket.unclaimed", reason: "absence" },
      }),
    );
  }
}
