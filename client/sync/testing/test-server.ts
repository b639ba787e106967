import * as Y from "yjs";
import { type Entry, parseEntry, type Winner } from "../../../shared/entries/entry.ts";
import { ticketEntry } from "../../../shared/entries/ticket-entries.ts";
import { type Append, decodeAppend, encodeAppend, type Position } from "../../../shared/log/append.ts";
import { concatenate, emptyUpdate, type StoredItems } from "../../../shared/log/content.ts";
import {
  type DocName,
  docKinds,
  docName,
  isLinear,
  isLog,
  kindOf,
  type LogKind,
  parseDocName,
  ticketIdOf,
} from "../../../shared/log/doc-name.ts";
import { advance, emptyHead, type Head } from "../../../shared/log/head.ts";
import { endOf, place } from "../../../shared/log/place.ts";
import type { Actor } from "../../../shared/policy/actor.ts";
import { mayAppend, mayWriteNotes } from "../../../shared/policy/may-append.ts";
import { mayRead } from "../../../shared/policy/may-read.ts";
import type { Role } from "../../../shared/policy/roles.ts";
import { aspectOf } from "../../../shared/policy/rules.ts";
import type { Scene } from "../../../shared/policy/scene.ts";
import {
  type AcceptedByDoc,
  type AcceptedUpdate,
  type ControlDown,
  controlUp,
  parseControl,
} from "../../../shared/protocol/control.ts";
import { decodeFrames, encodeFrames, type Frame } from "../../../shared/protocol/frames.ts";
import type { Receipt } from "../../../shared/protocol/receipt.ts";
import { foldTicket } from "../../../shared/ticket/fold.ts";
import type { TicketState } from "../../../shared/ticket/state.ts";

export type Account = { id: string; name: string; role: Role; status: "active" | "suspended" };

type Log = { head: Head; stored: StoredItems[]; entries: Map<string, Entry>; order: string[] };
type Fed = { seq: number; doc: DocName; update: Uint8Array };
type Acceptance = { seq: number; doc: DocName; told: AcceptedUpdate };
type Change = { seq: number; person: string; doc: DocName; opened: boolean; because: Winner | null };
type Verdict = Omit<Receipt, "client" | "clock">;

/** One socket as the server holds it. */
export type Line = {
  account: Account;
  up: boolean;
  send: (bytes: Uint8Array) => void;
  device: string | null;
};

/**
 * A server in memory for the engine's tests. Its verdicts are real: they come from the codec, the placing and the policy
 * in shared/. It stores nothing on disk, and its grants are worked out person by person.
 */
export class TestServer {
  serverId = "server-1";
  seq = 0;
  accounts = new Map<string, Account>();
  purged: { device: string; docs: string[] }[] = [];
  /** How many pushes reached it, by document. */
  pushes: { doc: string; ids: string[] }[] = [];
  /** A verdict to give before judging; null judges as always. */
  before: (doc: string) => Verdict | null = () => null;
  /** Called between a commit and its receipt, to lose what follows. */
  afterCommit: () => void = () => {};
  lines = new Set<Line>();
  private logs = new Map<DocName, Log>();
  private notes = new Map<DocName, Uint8Array[]>();
  private tickets = new Map<string, TicketState>();
  private fed: Fed[] = [];
  private acceptances: Acceptance[] = [];
  private changes: Change[] = [];
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  ticket(id: string): TicketState | null {
    return this.tickets.get(id) ?? null;
  }

  /** The entries of a log, in the order in which they were accepted. */
  entries(doc: DocName): Entry[] {
    const log = this.logs.get(doc);
    return log?.order.flatMap((id) => log.entries.get(id) ?? []) ?? [];
  }

  notesText(ticketId: string): string {
    const doc = new Y.Doc();
    for (const update of this.notes.get(docName("notes", ticketId)) ?? []) Y.applyUpdate(doc, update);
    return doc.getXmlFragment("notes").toString();
  }

  /** The whole state, to be put back later like an old backup. */
  backup(): () => void {
    const saved = {
      seq: this.seq,
      logs: new Map([...this.logs].map(([doc, log]) => [doc, copyOf(log)])),
      notes: new Map([...this.notes].map(([doc, updates]) => [doc, [...updates]])),
      tickets: new Map(this.tickets),
      fed: [...this.fed],
      acceptances: [...this.acceptances],
      changes: [...this.changes],
    };
    return () => {
      Object.assign(this, saved);
      this.serverId = `${this.serverId}-restored`;
    };
  }

  receive(line: Line, bytes: Uint8Array): void {
    for (const frame of decodeFrames(bytes)) {
      if (frame.channel === "control") this.control(line, frame.text);
      else if (frame.message.type === "update") this.push(line, frame.doc, frame.message.update);
      else if (frame.message.type === "step1") {
        line.send(
          encodeFrames([{ channel: "doc", doc: frame.doc, message: { type: "denied", reason: "denied" } }]),
        );
      }
    }
  }

  /** Appends as somebody who has no device here, or as the system. */
  append(actor: Actor, ticketId: string, kind: LogKind, entries: Entry[]): Verdict["status"] {
    const { verdict, commit } = this.judgeEntries(actor, docName(kind, ticketId), entries);
    commit?.(null);
    return verdict.status;
  }

  private control(line: Line, text: string): void {
    const parsed = parseControl(controlUp, text);
    if (!parsed.ok) throw new Error(parsed.detail);
    const message = parsed.message;
    if (message.t === "purged") {
      this.purged.push({ device: line.device ?? "", docs: message.docs });
      return;
    }
    line.device = message.device;
    const reset =
      message.serverId !== null && (message.serverId !== this.serverId || message.cursor > this.seq);
    const { id, name, role } = line.account;
    say(line, {
      t: "welcome",
      serverId: this.serverId,
      seq: this.seq,
      now: this.now(),
      me: { id, name, role },
      reset,
    });
    this.catchUp(line, reset ? 0 : message.cursor);
  }

  private catchUp(line: Line, cursor: number): void {
    const since = this.changes.filter((change) => change.person === line.account.id && change.seq > cursor);
    const ended = since.filter((change) => !change.opened);
    if (ended.length > 0) say(line, { t: "revoked", docs: docsOf(ended), because: becauseOf(ended) });
    const held = this.heldBy(line.account.id);
    const fresh = new Set(docsOf(since.filter((change) => change.opened && held.has(change.doc))));
    if (fresh.size > 0) say(line, { t: "granted", docs: [...fresh] });
    for (const doc of fresh) this.tell(line, doc, this.contentOf(doc));
    say(line, {
      t: "people",
      people: [...this.accounts.values()].map(({ id, name, role }) => ({ id, name, role })),
    });
    for (const each of this.fed) {
      if (each.seq > cursor && held.has(each.doc) && !fresh.has(each.doc))
        this.tell(line, each.doc, each.update);
    }
    line.up = true;
    say(line, { t: "cursor", cursor: this.seq, accepted: this.acceptedIn(held) });
    say(line, { t: "caughtUp", cursor: this.seq });
  }

  private push(line: Line, name: string, update: Uint8Array): void {
    const doc = parseDocName(name)?.name;
    if (doc === undefined) throw new Error(`not a document: ${name}`);
    const actor: Actor = { id: line.account.id, role: line.account.role, status: line.account.status };
    const decoded = isLog(kindOf(doc)) ? decodeAppend(update) : null;
    if (decoded?.form === "refused") throw new Error(`${decoded.rule} ${decoded.detail}`);
    const append = decoded?.form === "append" ? decoded.append : null;
    const end = append === null ? endOfNotes(update) : endOf(append);
    const values = append?.runs.flatMap((run) => run.values) ?? [];
    this.pushes.push({ doc, ids: values.map((value) => String(Object(value).id)) });
    const verdict =
      this.before(doc) ??
      (append === null ? this.pushNotes(doc, update, actor) : this.pushEntries(doc, append, actor));
    answer(line, doc, end, verdict);
    this.deliver();
  }

  private pushEntries(doc: DocName, append: Append, actor: Actor): Verdict {
    const kind = kindOf(doc);
    if (!isLog(kind)) throw new Error("notes are no log");
    const log = this.logOf(doc);
    const entries = append.runs
      .flatMap((run) => run.values)
      .flatMap((value) => {
        const parsed = parseEntry(kind, value);
        return parsed.ok ? [parsed.entry] : [];
      });
    if (entries.every((entry) => log.entries.has(entry.id)))
      return { status: "accepted", seq: log.head.version };
    const placed = place(append, log.head, isLinear(kind) ? "linear" : "commutative", actor.id);
    if (placed.fit === "stale") return { status: "stale", code: "stale" };
    if (placed.fit === "refused") {
      return { status: "refused", code: "malformed", rule: placed.rule, detail: placed.detail };
    }
    const { verdict, commit } = this.judgeEntries(actor, doc, entries);
    commit?.({ client: append.client, clock: append.clock, items: placed.items, body: placed.body });
    if (verdict.status === "accepted") this.afterCommit();
    return verdict;
  }

  private pushNotes(doc: DocName, update: Uint8Array, actor: Actor): Verdict {
    const ruling = mayWriteNotes(actor, this.ticket(ticketIdOf(doc)));
    if (!ruling.allowed) return { status: "refused", code: "policy", rule: ruling.rule };
    this.seq++;
    this.notes.set(doc, [...(this.notes.get(doc) ?? []), update]);
    this.fed.push({ seq: this.seq, doc, update });
    this.outgoing.push({ doc, update });
    this.afterCommit();
    return { status: "accepted", seq: this.seq };
  }

  private judgeEntries(
    actor: Actor,
    doc: DocName,
    entries: Entry[],
  ): { verdict: Verdict; commit: ((items: StoredItems | null) => void) | null } {
    const ticketId = ticketIdOf(doc);
    const log = this.logOf(doc);
    const before = this.ticket(ticketId);
    let ticket = before;
    let first = log.order.length === 0;
    for (const entry of entries) {
      const scene: Scene = {
        ticket,
        first,
        authorOf: (id) => log.entries.get(id)?.by ?? null,
        roleOf: (id) => this.accounts.get(id)?.role ?? null,
        now: this.now(),
      };
      const ruling = mayAppend(actor, scene, entry);
      if (!ruling.allowed) {
        const aspect = aspectOf(ruling.rule);
        const cause = aspect === null ? null : (ticket?.causes[aspect] ?? null);
        const winner = cause === null ? {} : { winner: { type: cause.type, by: cause.by, at: cause.at } };
        return {
          verdict: { status: "refused", code: "policy", rule: ruling.rule, entry: entry.id, ...winner },
          commit: null,
        };
      }
      first = false;
      if (kindOf(doc) === "ticket") ticket = foldAny(ticketId, ticket, entry);
    }
    const last = entries.at(-1);
    return {
      verdict: { status: "accepted", seq: this.seq + 1 },
      commit: (items) => {
        this.seq++;
        const own = items ?? this.systemItems(doc, entries);
        log.stored.push(own);
        log.head = advance(log.head, {
          client: own.client,
          owner: actor.id,
          length: entries.length,
          version: this.seq,
        });
        for (const entry of entries) {
          log.entries.set(entry.id, entry);
          log.order.push(entry.id);
        }
        if (ticket !== null) this.tickets.set(ticketId, ticket);
        if (ticket !== null && last !== undefined) {
          const because: Winner = { type: last.type, by: last.by, at: last.at };
          this.regrant(before, ticket, because);
        }
        const update = concatenate([own]);
        const told: AcceptedUpdate = [this.seq, this.now(), ...entries.map(({ id }) => id)];
        this.acceptances.push({ seq: this.seq, doc, told });
        this.fed.push({ seq: this.seq, doc, update });
        this.outgoing.push({ doc, update });
        if (items === null) this.deliver();
      },
    };
  }

  private outgoing: { doc: DocName; update: Uint8Array }[] = [];

  private deliver(): void {
    const outgoing = this.outgoing.splice(0);
    for (const line of this.lines) {
      if (!line.up) continue;
      const news = this.changes.filter(
        (change) => change.person === line.account.id && change.seq === this.seq,
      );
      const ended = news.filter((change) => !change.opened);
      const opened = news.filter((change) => change.opened);
      if (ended.length > 0) say(line, { t: "revoked", docs: docsOf(ended), because: becauseOf(ended) });
      if (opened.length > 0) say(line, { t: "granted", docs: docsOf(opened) });
      const fresh = new Set(docsOf(opened));
      for (const doc of fresh) this.tell(line, doc, this.contentOf(doc));
      const held = this.heldBy(line.account.id);
      for (const each of outgoing) {
        if (held.has(each.doc) && !fresh.has(each.doc)) this.tell(line, each.doc, each.update);
      }
      say(line, { t: "cursor", cursor: this.seq, accepted: this.acceptedIn(held) });
    }
  }

  /** All of it each time: a device stores what it knows already without harm. */
  private acceptedIn(held: ReadonlySet<DocName>): AcceptedByDoc {
    const byDoc: AcceptedByDoc = {};
    for (const { doc, told } of this.acceptances) {
      if (held.has(doc)) byDoc[doc] = [...(byDoc[doc] ?? []), told];
    }
    return byDoc;
  }

  private regrant(before: TicketState | null, after: TicketState, because: Winner): void {
    for (const account of this.accounts.values()) {
      const actor: Actor = { id: account.id, role: account.role, status: account.status };
      for (const kind of docKinds) {
        const had = mayRead(actor, kind, before, this.now());
        const has = mayRead(actor, kind, after, this.now());
        if (had === has) continue;
        this.changes.push({
          seq: this.seq,
          person: account.id,
          doc: docName(kind, after.id),
          opened: has,
          because,
        });
      }
    }
  }

  private heldBy(person: string): Set<DocName> {
    const held = new Set<DocName>();
    for (const change of this.changes) {
      if (change.person !== person) continue;
      if (change.opened) held.add(change.doc);
      else held.delete(change.doc);
    }
    return held;
  }

  private contentOf(doc: DocName): Uint8Array {
    if (kindOf(doc) === "notes") {
      const updates = this.notes.get(doc) ?? [];
      return updates.length === 0 ? emptyUpdate : Y.mergeUpdates(updates);
    }
    return concatenate(this.logOf(doc).stored);
  }

  private tell(line: Line, doc: DocName, update: Uint8Array): void {
    if (update === emptyUpdate) return;
    line.send(encodeFrames([{ channel: "doc", doc, message: { type: "update", update } }]));
  }

  private logOf(doc: DocName): Log {
    const log = this.logs.get(doc) ?? { head: emptyHead, stored: [], entries: new Map(), order: [] };
    this.logs.set(doc, log);
    return log;
  }

  /** Items of the server's own, by a real document so that they are what Yjs would write. */
  private systemItems(doc: DocName, entries: Entry[]): StoredItems {
    const { head } = this.logOf(doc);
    const client = 1_000_000 + this.seq;
    const update = encodeFor(client, head.tail, entries);
    const decoded = decodeAppend(update);
    if (decoded.form !== "append") throw new Error("the server appends what it may");
    const placed = place(decoded.append, head, "commutative", "system");
    if (placed.fit !== "appends") throw new Error("the server appends at the tail");
    return { client, clock: 0, items: placed.items, body: placed.body };
  }
}

function encodeFor(client: number, origin: Position | null, entries: Entry[]): Uint8Array {
  return encodeAppend({ client, clock: 0 }, origin, entries);
}

function foldAny(ticketId: string, ticket: TicketState | null, entry: Entry): TicketState | null {
  const parsed = ticketEntry.safeParse(entry);
  return parsed.success ? foldTicket(ticketId, ticket, parsed.data) : ticket;
}

function copyOf(log: Log): Log {
  return { head: log.head, stored: [...log.stored], entries: new Map(log.entries), order: [...log.order] };
}

function docsOf(changes: readonly Change[]): DocName[] {
  return [...new Set(changes.map((change) => change.doc))];
}

function becauseOf(changes: readonly Change[]): Record<string, Winner> {
  return Object.fromEntries(
    changes.flatMap((change) => (change.because === null ? [] : [[ticketIdOf(change.doc), change.because]])),
  );
}

function endOfNotes(update: Uint8Array): Position {
  const [last] = Y.parseUpdateMeta(update).to;
  return last === undefined ? { client: 0, clock: 0 } : { client: last[0], clock: last[1] };
}

function say(line: Line, message: ControlDown): void {
  line.send(encodeFrames([{ channel: "control", text: JSON.stringify(message) }]));
}

function answer(line: Line, doc: DocName, end: Position, verdict: Verdict): void {
  const frame: Frame = { channel: "doc", doc, message: { type: "receipt", receipt: { ...verdict, ...end } } };
  line.send(encodeFrames([frame]));
}
