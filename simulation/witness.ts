import { decodeAppend } from "../shared/log/append.ts";
import { type DocName, isLog, kindOf, parseDocName, ticketIdOf } from "../shared/log/doc-name.ts";
import { type Actor, system } from "../shared/policy/actor.ts";
import { mayRead } from "../shared/policy/may-read.ts";
import type { Role } from "../shared/policy/roles.ts";
import { decodeFrames, type Frame } from "../shared/protocol/frames.ts";
import type { TicketState } from "../shared/ticket/state.ts";
import type { Person } from "../sync-server/accounts/person.ts";
import type { Batch, Step } from "../sync-server/store/store.ts";
import { expireEveryMs } from "../sync-server/sync/expiry.ts";
import { endOfUpdate } from "../sync-server/sync/push-end.ts";
import { Tally } from "./tally.ts";
import { wordsIn } from "./words.ts";

/** An accepted entry, and what the policy went by when it was. */
export type Acceptance = { doc: DocName; seq: number; actor: Actor; roles: Map<string, Role>; now: number };

/** An entry or an edit of notes that somebody made on a device. */
export type Made = { id: string; doc: DocName; personId: string; device: string; type: string };

/** Sees everything from outside, and remembers it: what was made, sent, accepted and acknowledged. */
export class Witness {
  readonly tally = new Tally();
  readonly made = new Map<string, Made>();
  /** What a person took back, threw away or sent anew from the tray: nobody has to keep it. */
  readonly withdrawn = new Set<string>();
  readonly accepted = new Map<string, Acceptance>();
  /** Entries of which somebody was told that they are accepted. */
  readonly acknowledged = new Set<string>();
  /** Accepted once, and undone by a restored backup. */
  readonly undone = new Set<string>();
  /** The documents in which a word stands. */
  readonly words = new Map<string, Set<DocName>>();
  /** Words of notes that must not get lost. */
  readonly notesWords = new Map<string, DocName>();
  readonly wrong: string[] = [];
  /** How often each device was told something for which it drops its base. */
  readonly resets = new Map<string, number>();
  /** The role in which each device was admitted last. */
  readonly #roles = new Map<string, Role>();
  readonly #tickets = new Map<string, { seq: number; state: TicketState }[]>();
  /** Entries of a push, by device, document and end. */
  readonly #pushed = new Map<string, string[]>();
  /** The seq at which the present step of the world began: what is sent in a step was read in it. */
  stepBegan = 0;
  seq = 0;

  wrote(text: string, doc: DocName): void {
    for (const word of wordsIn(text)) {
      const docs = this.words.get(word) ?? new Set();
      this.words.set(word, docs.add(doc));
    }
  }

  /** A commit: its steps, and the accounts as they were. */
  committed({ steps }: Batch, firstSeq: number, people: readonly Person[], now: number): void {
    const roles = new Map<string, Role>();
    for (const { id, role, status } of people) if (status === "active") roles.set(id, role);
    steps.forEach((step, index) => {
      this.#took(step, firstSeq + index, people, roles, now);
    });
    this.seq = firstSeq + steps.length - 1;
  }

  #took(step: Step, seq: number, people: readonly Person[], roles: Map<string, Role>, now: number): void {
    if (step.kind !== "append") return;
    for (const { id, by, type } of step.entries) {
      if (by === system.id && type === "ticket.unclaimed") this.tally.count("opened to all");
      if (this.accepted.has(id)) this.wrong.push(`${id} was accepted twice`);
      const person = people.find((each) => each.id === by);
      const actor: Actor =
        person === undefined
          ? { id: by, role: "system", status: "active" }
          : { id: by, role: person.role, status: person.status, proved: true };
      this.accepted.set(id, { doc: step.doc, seq, actor, roles, now });
    }
    if (step.ticket === null) return;
    const states = this.#tickets.get(step.ticket.id) ?? [];
    this.#tickets.set(step.ticket.id, [...states, { seq, state: step.ticket }]);
  }

  /** What a device sends, so that the receipt can be understood. */
  pushed(device: string, bytes: Uint8Array): void {
    for (const frame of decodeFrames(bytes)) {
      if (frame.channel !== "doc" || frame.message.type !== "update") continue;
      const name = parseDocName(frame.doc);
      if (name === null || !isLog(name.kind)) continue;
      const { client, clock } = endOfUpdate(frame.message.update);
      this.#pushed.set(`${device} ${frame.doc} ${client} ${clock}`, idsIn(frame.message.update));
    }
  }

  /** What the server sends to a device, at the moment it does. */
  sent(device: string, person: Person, bytes: Uint8Array, now: number): void {
    for (const frame of decodeFrames(bytes)) this.#heard(frame, device, person, now);
  }

  #heard(frame: Frame, device: string, person: Person, now: number): void {
    if (frame.channel === "control") {
      const said: unknown = JSON.parse(frame.text);
      if (typeof said !== "object" || said === null || !("t" in said)) return;
      if (said.t === "revoked") this.tally.count("revoked");
      if (said.t === "welcome") this.#welcomed(device, person.role, "reset" in said && said.reset === true);
      return;
    }
    const { doc, message } = frame;
    switch (message.type) {
      case "update":
      case "step2":
        this.#judgeReading(doc, person, now);
        return;
      case "receipt": {
        const { status, client, clock, rule, code } = message.receipt;
        this.tally.count(status);
        if (status === "refused") this.tally.refusedBy(rule ?? code ?? "unnamed");
        if (status !== "accepted") return;
        for (const id of this.#pushed.get(`${device} ${doc} ${client} ${clock}`) ?? [])
          this.acknowledged.add(id);
        return;
      }
      default:
        return;
    }
  }

  /** A device drops its base where the server says so, and where it was collected in another role. */
  #welcomed(device: string, role: Role, reset: boolean): void {
    const before = this.#roles.get(device);
    this.#roles.set(device, role);
    if (reset) this.tally.count("reset");
    if (!reset && (before === undefined || before === role)) return;
    this.resets.set(device, (this.resets.get(device) ?? 0) + 1);
  }

  /** [X2] What is sent was readable to that person at some moment of the step in which it was read and sent. */
  #judgeReading(doc: string, person: Person, now: number): void {
    const name = parseDocName(doc)?.name;
    if (name === undefined) return;
    const states = this.#tickets.get(ticketIdOf(name)) ?? [];
    const before = states.findLast(({ seq }) => seq <= this.stepBegan);
    const since = states.filter(({ seq }) => seq > this.stepBegan);
    const kind = kindOf(name);
    // Emergency access that has run out is looked for so often.
    const latest = now - expireEveryMs;
    const may = [...(before === undefined ? [] : [before]), ...since].some(({ state }) =>
      mayRead(person, kind, state, latest),
    );
    this.tally.count("sent");
    if (!may) {
      const known = states.map(({ seq, state }) => `${seq} ${state.status} ${state.assigned}`).join(", ");
      this.wrong.push(
        `${doc} was sent to ${person.id} (${person.role}, ${person.status}) between ${this.stepBegan} and ${this.seq}: ${known}`,
      );
    }
  }

  /** The database is another one now: what was accepted after this seq never was. */
  restored(seq: number): void {
    for (const [id, acceptance] of this.accepted) {
      if (acceptance.seq <= seq) continue;
      this.accepted.delete(id);
      this.acknowledged.delete(id);
      this.undone.add(id);
    }
    for (const [ticket, states] of this.#tickets) {
      this.#tickets.set(
        ticket,
        states.filter((each) => each.seq <= seq),
      );
    }
    this.seq = seq;
    this.stepBegan = seq;
  }
}

function idsIn(update: Uint8Array): string[] {
  const decoded = decodeAppend(update);
  if (decoded.form !== "append") return [];
  return decoded.append.runs
    .flatMap((run) => run.values)
    .flatMap((value) =>
      typeof value === "object" && value !== null && "id" in value && typeof value.id === "string"
        ? [value.id]
        : [],
    );
}
