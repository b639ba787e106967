import type { WebSocket } from "ws";
import * as Y from "yjs";
import { type DocName, kindOf } from "../../shared/log/doc-name.ts";
import { type CloseCode, closeCodes } from "../../shared/protocol/close-codes.ts";
import type { Code } from "../../shared/protocol/codes.ts";
import { BadFrame, type DocMessage, decodeMessage, encodeMessage } from "../../shared/protocol/frames.ts";
import { unreachable } from "../../shared/unreachable.ts";
import type { SignIn } from "../accounts/accounts.ts";
import type { Person } from "../accounts/person.ts";
import { messageBytes } from "./app-connection.ts";
import { type Desk, passOn } from "./desk.ts";
import type { FeedItem, Member } from "./member.ts";
import { Outgoing } from "./outgoing.ts";
import { takeStates } from "./presence.ts";
import { answerStep1, readable } from "./reading.ts";
import type { Read } from "./reads.ts";
import { TokenBucket } from "./token-bucket.ts";
import type { Outcome } from "./writer.ts";

/** Messages of one socket waiting to be answered; a y-websocket client sends a handful when it connects. */
const messagesWaiting = 256;
/** Awareness updates: a cursor that moves, with room for bursts. Beyond it they are dropped. */
const awareness = { burst: 60, perSecond: 20 };

/**
 * One document on `/sync/<doc>`, in plain y-websocket frames: for clients that know nothing of Alcove, under the
 * same guard and grants. They cannot rebase, so a write that is not accepted ends the socket.
 */
export class PlainConnection implements Member {
  readonly signInId: string;
  #person: Person;
  readonly #doc: DocName;
  readonly #socket: WebSocket;
  readonly #desk: Desk;
  readonly #out: Outgoing;
  readonly #awareness: TokenBucket;
  #waiting = 0;
  #lane: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(socket: WebSocket, doc: DocName, signIn: SignIn, desk: Desk) {
    this.signInId = signIn.sessionId;
    this.#person = signIn.person;
    this.#doc = doc;
    this.#socket = socket;
    this.#desk = desk;
    this.#out = new Outgoing(socket);
    this.#awareness = new TokenBucket(awareness, desk.now());
    desk.hub.join(this);
    socket.on("message", (data, isBinary) => this.#receive(data, isBinary));
    socket.on("close", () => this.#left());
    // A socket error is followed by its close; there is nothing else to do about it.
    socket.on("error", () => undefined);
    this.#inOrder(() => this.#open());
  }

  get person(): Person {
    return this.#person;
  }

  deliver({ doc, bare }: FeedItem): void {
    if (doc !== this.#doc || this.#closed) return;
    if (this.#out.isFull) {
      this.close(closeCodes.slowReader, "slow-reader");
      return;
    }
    this.#sendBytes(bare);
  }

  grantsChanged(): void {
    this.#inOrder(async () => {
      if (!(await readable(this.#desk, this.person, this.#doc)))
        this.#deny(closeCodes.admissionChanged, "denied");
    });
  }

  present(doc: DocName, update: Uint8Array): void {
    if (doc === this.#doc && !this.#out.isFull) this.#send({ type: "awareness", update });
  }

  /** Plain clients have no names to update; the server writes theirs into what they say of themselves. */
  renamed({ id, name }: Person): void {
    if (id === this.#person.id) this.#person = { ...this.#person, name };
  }

  flush(): void {
    // y-websocket reads one message from each frame, so nothing is put together here.
    this.#out.flush();
  }

  close(closeCode: CloseCode, code: Code): void {
    if (this.#closed) return;
    this.#out.flush();
    this.#socket.close(closeCode, code);
    this.#left();
  }

  /** The server's own step 1, as y-websocket clients expect. */
  async #open(): Promise<void> {
    if (!(await readable(this.#desk, this.person, this.#doc))) {
      this.#send({ type: "denied", reason: "denied" });
      return;
    }
    const head = await this.#desk.writer.head(this.#doc);
    const clocks = [...(head?.writers ?? [])].map(([client, { clock }]): [number, number] => [client, clock]);
    this.#send({ type: "step1", stateVector: Y.encodeStateVector(new Map(clocks)) });
    const present = this.#desk.presence.everyone(this.#doc);
    if (present !== null) this.#send({ type: "awareness", update: present });
  }

  #receive(data: unknown, isBinary: boolean): void {
    if (this.#closed) return;
    if (!isBinary || !(data instanceof Buffer)) {
      this.close(closeCodes.badFrame, "bad-frame");
      return;
    }
    if (data.length > messageBytes) {
      this.close(closeCodes.tooLarge, "too-large");
      return;
    }
    if (this.#waiting >= messagesWaiting) {
      this.close(closeCodes.tooManyRefusals, "rate-limited");
      return;
    }
    try {
      const message = decodeMessage(new Uint8Array(data));
      this.#inOrder(() => this.#take(message));
    } catch {
      this.close(closeCodes.badFrame, "bad-frame");
    }
  }

  #inOrder(work: () => Promise<void>): void {
    this.#waiting++;
    this.#lane = this.#lane
      .then(() => (this.#closed ? undefined : work()))
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#waiting--;
      });
  }

  async #take(message: DocMessage): Promise<void> {
    switch (message.type) {
      case "step1":
        return this.#read(message.stateVector.length, () => this.#answer(message.stateVector));
      case "step2":
        // The answer to our step 1 repeats all that was ever deleted, from who may only read too.
        if (await this.#knows(message.update)) return;
        return this.#push(message.update);
      case "update":
        return this.#push(message.update);
      case "awareness":
        return this.#takeAwareness(message.update);
      case "queryAwareness": {
        if (!(await readable(this.#desk, this.person, this.#doc))) return;
        const update = this.#desk.presence.everyone(this.#doc);
        if (update !== null) this.#send({ type: "awareness", update });
        return;
      }
      case "denied":
      case "receipt":
        throw new BadFrame(`${message.type} is the server's to send`);
      default:
        return unreachable(message);
    }
  }

  /** Waits for this person's turn to read. */
  async #read(askedWith: number, read: Read): Promise<void> {
    const done = this.#desk.reads.take(this.person.id, askedWith, read);
    if (done === null) this.close(closeCodes.tooManyRefusals, "rate-limited");
    else await done;
  }

  /** Returns the bytes that were read for the answer, when it has left this process. */
  async #answer(stateVector: Uint8Array): Promise<number> {
    if (this.#closed) return 0;
    const answer = await answerStep1(this.#desk, this.person, this.#doc, stateVector);
    if (!answer.may) {
      this.#send({ type: "denied", reason: "denied" });
      return 0;
    }
    this.#out.add(encodeMessage({ type: "step2", update: answer.step2 }));
    if (!(await this.#out.drain())) this.close(closeCodes.slowReader, "slow-reader");
    return answer.read;
  }

  async #knows(update: Uint8Array): Promise<boolean> {
    // Two bytes say nothing: the answer of a client that has nothing of its own.
    if (update.length === 2 && update[0] === 0 && update[1] === 0) return true;
    // Who may not read is not told, by silence where others are refused, what these notes hold.
    if (kindOf(this.#doc) !== "notes" || !(await readable(this.#desk, this.person, this.#doc))) return false;
    let known = false;
    await this.#read(update.length, async () => {
      const held = await this.#desk.store.addsNothing(this.#doc, update);
      known = held.known;
      return held.read;
    });
    return known || this.#closed;
  }

  async #push(update: Uint8Array): Promise<void> {
    if (!this.#desk.allowances.mayWrite(this.person.id, update.length)) {
      this.#deny(closeCodes.writeRefused, "rate-limited");
      return;
    }
    const outcome = await this.#desk.writer.push({ doc: this.#doc, personId: this.person.id, update });
    const code = refusedWith(outcome);
    if (code !== null) this.#deny(closeCodes.writeRefused, code);
  }

  async #takeAwareness(update: Uint8Array): Promise<void> {
    if (!this.#awareness.take(this.#desk.now())) return;
    if (!(await readable(this.#desk, this.person, this.#doc)) || this.#closed) return;
    const taken = takeStates(() => this.#desk.presence.take(this, this.#doc, update));
    if (taken !== null) await passOn(this.#desk, { doc: this.#doc, update: taken, except: this });
  }

  #deny(closeCode: CloseCode, code: Code): void {
    this.#send({ type: "denied", reason: code });
    this.close(closeCode, code);
  }

  #left(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#desk.hub.leave(this);
    for (const { doc, update } of this.#desk.presence.leave(this, [this.#doc])) {
      passOn(this.#desk, { doc, update, except: this }).catch(this.#desk.onError);
    }
  }

  #failed(error: unknown): void {
    if (error instanceof BadFrame) {
      this.close(closeCodes.badFrame, "bad-frame");
      return;
    }
    this.#desk.onError(error);
    this.close(closeCodes.serverRestarts, "unavailable");
  }

  #send(message: DocMessage): void {
    this.#sendBytes(encodeMessage(message));
  }

  #sendBytes(bytes: Uint8Array): void {
    if (this.#closed) return;
    this.#out.add(bytes);
    if (this.#out.isOverfull) this.close(closeCodes.slowReader, "slow-reader");
    else this.#out.flush();
  }
}

/** The code a plain client is refused with; stale counts, since it cannot encode again. */
function refusedWith(outcome: Outcome): Code | null {
  switch (outcome.status) {
    case "accepted":
      return null;
    case "stale":
      return "stale";
    case "retry-later":
      return outcome.code;
    case "refused":
      return outcome.told.code;
    default:
      return unreachable(outcome);
  }
}
