import { randomUUID } from "node:crypto";
import { WebSocket } from "ws";
import * as Y from "yjs";
import type { Draft, Entry } from "../../shared/entries/entry.ts";
import { encodeAppend, type Position } from "../../shared/log/append.ts";
import { newClientId } from "../../shared/log/client-id.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { readLog } from "../../shared/log/read-log.ts";
import { type ControlDown, type ControlUp, controlDown } from "../../shared/protocol/control.ts";
import { type DocMessage, decodeFrames, encodeFrames, type Frame } from "../../shared/protocol/frames.ts";
import type { Receipt } from "../../shared/protocol/receipt.ts";
import { subprotocol } from "../../shared/protocol/version.ts";
import type { Person } from "../accounts/person.ts";

/** Milliseconds after which something that was waited for is taken not to come. */
const comesWithinMs = 20_000;

/** What a device has stored at a cursor. */
export type Stored = { cursor: number; serverId: string | null; base: Map<string, Uint8Array> };
export const nothingStored: Stored = { cursor: 0, serverId: null, base: new Map() };

/** `greet: false` sends no hello. */
export type ConnectOptions = {
  from?: Stored;
  greet?: boolean;
  device?: string;
  protocol?: string;
  headers?: Record<string, string>;
};

/** A thing that came, in order; one binary message may hold many. */
export type Came = ({ control: ControlDown } | { doc: string; message: DocMessage }) & { message_: number };

/** A small independent client of the protocol: stores what comes, pushes what it is told, remembers everything. */
export class TestDevice {
  readonly socket: WebSocket;
  readonly person: Person;
  readonly device: string;
  readonly came: Came[] = [];
  /** What was stored at every safe cursor so far. */
  readonly stored: Stored[] = [];
  readonly base = new Map<string, Y.Doc>();
  readonly names = new Map<string, string>();
  cursor: number;
  serverId: string | null;
  closed: { code: number; reason: string } | null = null;
  /** The status with which the upgrade was refused. */
  refusedWith: number | null = null;
  #messages = 0;
  readonly #waiting = new Set<() => void>();

  constructor(
    { port, person, headers }: { port: number; person: Person; headers: Record<string, string> },
    options: ConnectOptions = {},
  ) {
    const { from = nothingStored, greet = true, device = randomUUID(), protocol = subprotocol } = options;
    this.person = person;
    this.device = device;
    this.cursor = from.cursor;
    this.serverId = from.serverId;
    for (const [doc, update] of from.base) Y.applyUpdate(this.doc(doc), update);
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/sync`, protocol === "" ? [] : [protocol], {
      headers: { ...headers, ...options.headers },
    });
    this.socket.binaryType = "nodebuffer";
    this.socket.on("open", () => {
      if (greet) this.hello();
      this.#woken();
    });
    this.socket.on("message", (data) => this.#receive(data as Buffer));
    this.socket.on("unexpected-response", (_, response) => {
      this.refusedWith = response.statusCode ?? 0;
      this.socket.terminate();
      this.#woken();
    });
    this.socket.on("error", () => undefined);
    this.socket.on("close", (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.#woken();
    });
  }

  hello(): void {
    this.control({ t: "hello", cursor: this.cursor, serverId: this.serverId, device: this.device });
  }
  control(message: ControlUp): void {
    this.send({ channel: "control", text: JSON.stringify(message) });
  }
  send(...frames: Frame[]): void {
    this.socket.send(encodeFrames(frames));
  }
  say(doc: string, message: DocMessage): void {
    this.send({ channel: "doc", doc, message });
  }
  cut(): void {
    this.socket.terminate();
  }

  #receive(data: Buffer): void {
    const message_ = this.#messages++;
    for (const frame of decodeFrames(new Uint8Array(data))) {
      if (frame.channel === "control") {
        const control = controlDown.parse(JSON.parse(frame.text));
        this.came.push({ control, message_ });
        this.#takeControl(control);
      } else {
        this.came.push({ doc: frame.doc, message: frame.message, message_ });
        const { message } = frame;
        if (message.type === "update") Y.applyUpdate(this.doc(frame.doc), message.update);
      }
    }
    this.#woken();
  }

  #takeControl(message: ControlDown): void {
    if (message.t === "welcome") {
      this.serverId = message.serverId;
      if (message.reset) this.base.clear();
    }
    if (message.t === "people") for (const { id, name } of message.people) this.names.set(id, name);
    if (message.t === "revoked") for (const doc of message.docs) this.base.delete(doc);
    if (message.t === "granted") for (const doc of message.docs) this.doc(doc);
    if (message.t === "cursor" || message.t === "caughtUp") {
      this.cursor = message.cursor;
      this.stored.push(this.snapshot());
    }
  }

  doc(name: string): Y.Doc {
    const known = this.base.get(name);
    if (known !== undefined) return known;
    const doc = new Y.Doc();
    this.base.set(name, doc);
    return doc;
  }

  snapshot(): Stored {
    const base = new Map([...this.base].map(([name, doc]) => [name, Y.encodeStateAsUpdate(doc)]));
    return { cursor: this.cursor, serverId: this.serverId, base };
  }

  /** The entries of a log as this device holds it; null when it does not hold it. */
  entries(name: string): Entry[] | null {
    return (this.base.get(name)?.getArray("log").toArray() as Entry[] | undefined) ?? null;
  }
  /** Everything the device holds, for comparing two. */
  contents(): Record<string, string> {
    const read = (doc: Y.Doc) => JSON.stringify([doc.getArray("log").toArray(), doc.getXmlFragment("notes")]);
    return Object.fromEntries([...this.base].map(([name, doc]) => [name, read(doc)] as const).sort());
  }
  tail(name: string): Position | null {
    return readLog([Y.encodeStateAsUpdate(this.doc(name))]).tail;
  }

  controls<T extends ControlDown["t"]>(t: T): Extract<ControlDown, { t: T }>[] {
    return this.came.flatMap((each) =>
      "control" in each && each.control.t === t ? [each.control as Extract<ControlDown, { t: T }>] : [],
    );
  }
  messages<T extends DocMessage["type"]>(doc: string, type: T): Extract<DocMessage, { type: T }>[] {
    return this.came.flatMap((each) =>
      "doc" in each && each.doc === doc && each.message.type === type
        ? [each.message as Extract<DocMessage, { type: T }>]
        : [],
    );
  }

  /** Waits until `find` finds something in what came. */
  async until<T>(find: () => T | null | undefined | false, what = find.toString()): Promise<T> {
    const waited = Promise.withResolvers<T>();
    const look = () => {
      const found = find();
      if (found !== null && found !== undefined && found !== false) waited.resolve(found);
    };
    const timer = setTimeout(
      () => waited.reject(new Error(`never came: ${what}; came: ${this.#summary()}`)),
      comesWithinMs,
    );
    this.#waiting.add(look);
    look();
    try {
      return await waited.promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(look);
    }
  }
  #woken(): void {
    for (const look of [...this.#waiting]) look();
  }
  #summary(): string {
    const last = this.came.slice(-12).map((each) => {
      if ("control" in each) return JSON.stringify(each.control);
      const { message } = each;
      return `${each.doc} ${message.type === "receipt" ? JSON.stringify(message.receipt) : message.type}`;
    });
    return `${last.join("\n")} closed ${JSON.stringify(this.closed)} refused ${this.refusedWith}`;
  }

  opened(): Promise<true> {
    return this.until(() => this.socket.readyState === WebSocket.OPEN || null, "open");
  }
  caughtUp(): Promise<unknown> {
    return this.until(() => this.controls("caughtUp").length > 0, "caughtUp");
  }
  /** Resolves when everything up to this seq has come. */
  reached(seq: number): Promise<true> {
    return this.until(() => (this.cursor >= seq ? true : null), `seq ${seq}`);
  }
  ended(): Promise<{ code: number; reason: string }> {
    return this.until(() => this.closed, "close");
  }
  bye(): Extract<ControlDown, { t: "bye" }> | undefined {
    return this.controls("bye")[0];
  }
  /** Waits until a log holds this entry. */
  holds(doc: string, id: string): Promise<true> {
    return this.until(() => this.entries(doc)?.some((entry) => entry.id === id) || null, `${id} in ${doc}`);
  }
  /** Waits until a step 1 is answered: everything sent before it has been judged by then. */
  async answered(doc: string): Promise<DocMessage> {
    const before = this.came.length;
    this.say(doc, { type: "step1", stateVector: new Uint8Array([0]) });
    return this.until(() => {
      const answer = this.came
        .slice(before)
        .find((each) => "doc" in each && each.doc === doc && ["step2", "denied"].includes(each.message.type));
      return answer !== undefined && "doc" in answer ? answer.message : null;
    }, "an answer to step 1");
  }

  entry<E extends Entry = Entry>(draft: Draft<E>, change: Partial<Entry> = {}): Entry {
    // A draft and its envelope are an entry; TypeScript cannot join a union with its omissions.
    return { ...draft, id: randomUUID(), by: this.person.id, at: Date.now(), ...change } as unknown as Entry;
  }

  /** Pushes raw bytes and waits for the receipt that names them. */
  async pushBytes(doc: string, update: Uint8Array, end: Position): Promise<Receipt> {
    const before = this.came.length;
    this.say(doc, { type: "update", update });
    return this.until(() => {
      for (const each of this.came.slice(before)) {
        if (!("doc" in each) || each.doc !== doc || each.message.type !== "receipt") continue;
        const { receipt } = each.message;
        if (receipt.client === end.client && receipt.clock === end.clock) return receipt;
      }
      return null;
    }, `a receipt for ${doc}`);
  }

  /** Pushes entries after the tail, or after `origin`, with a new clientID unless one is given. */
  push(
    doc: string,
    entries: readonly object[],
    {
      client = newClientId(),
      clock = 0,
      origin = this.tail(doc),
    }: Partial<Position> & { origin?: Position | null } = {},
  ): Promise<Receipt> {
    const update = encodeAppend({ client, clock }, origin, entries);
    return this.pushBytes(doc, update, { client, clock: clock + entries.length });
  }

  /** Pushes one entry, and waits for it to come back on the feed when it is accepted. */
  async write<E extends Entry>(doc: string, draft: Draft<E>): Promise<{ receipt: Receipt; entry: Entry }> {
    const entry = this.entry(draft);
    const receipt = await this.push(doc, [entry]);
    if (receipt.status === "accepted") await this.holds(doc, entry.id);
    return { receipt, entry };
  }

  /** Pushes hostile bytes; the receipt may name no position, so it is the next one of the document. */
  async pushHostile(doc: string, update: Uint8Array): Promise<Receipt> {
    const before = this.messages(doc, "receipt").length;
    this.say(doc, { type: "update", update });
    return this.until(() => this.messages(doc, "receipt")[before]?.receipt, `a receipt for ${doc}`);
  }

  /** Changes notes as an editor does, on a copy, and pushes the change. */
  pushNotes(
    doc: string,
    change: (notes: Y.XmlFragment, copy: Y.Doc) => void,
    client = newClientId(),
  ): Promise<Receipt> {
    const copy = new Y.Doc();
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(this.doc(doc)));
    copy.clientID = client;
    const before = Y.encodeStateVector(copy);
    change(copy.getXmlFragment("notes"), copy);
    return this.pushHostile(doc, Y.encodeStateAsUpdate(copy, before));
  }

  /** Opens a ticket with a request and a first message. */
  async openTicket(
    message = "hello",
  ): Promise<{ id: string; ticket: string; request: string; chat: string; notes: string }> {
    const id = randomUUID();
    const docs = {
      ticket: docName("ticket", id),
      request: docName("request", id),
      chat: docName("chat", id),
    };
    const receipts = [
      await this.write(docs.ticket, {
        type: "ticket.opened",
        category: "stress",
        urgency: "low",
        mode: "chat",
      }),
      await this.write(docs.request, { type: "request.written", title: "Exams", description: "Too many" }),
      await this.write(docs.chat, { type: "chat.message", body: message }),
    ];
    const bad = receipts.find(({ receipt }) => receipt.status !== "accepted");
    if (bad !== undefined) throw new Error(`not accepted: ${JSON.stringify(bad.receipt)}`);
    return { id, ...docs, notes: docName("notes", id) };
  }
}
