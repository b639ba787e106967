import type { WebSocket } from "ws";
import { entriesLevel } from "../../shared/entries/level.ts";
import { type DocName, parseDocName } from "../../shared/log/doc-name.ts";
import { principalsOf } from "../../shared/policy/may-read.ts";
import { type CloseCode, closeCodes } from "../../shared/protocol/close-codes.ts";
import { type Code, codes } from "../../shared/protocol/codes.ts";
import {
  type ControlDown,
  type ControlUp,
  controlUp,
  helloWithinSeconds,
  parseControl,
} from "../../shared/protocol/control.ts";
import {
  BadFrame,
  type DocMessage,
  decodeFrames,
  encodeFrames,
  type Frame,
} from "../../shared/protocol/frames.ts";
import type { Receipt } from "../../shared/protocol/receipt.ts";
import { type Subprotocol, subprotocol, tellsMore } from "../../shared/protocol/version.ts";
import { unreachable } from "../../shared/unreachable.ts";
import type { SignIn } from "../accounts/accounts.ts";
import type { Person } from "../accounts/person.ts";
import { type CatchUpBatch, catchUp, control, isNothing } from "./catch-up.ts";
import { cursorFrame, type Told } from "./cursor-frame.ts";
import { type Desk, passOn } from "./desk.ts";
import { endExpiredAccess } from "./expiry.ts";
import { Incoming } from "./incoming.ts";
import type { FeedItem, Member } from "./member.ts";
import { Names } from "./names.ts";
import { receiptOf } from "./outcome-receipt.ts";
import { Outgoing } from "./outgoing.ts";
import { takeStates } from "./presence.ts";
import { endOfUpdate } from "./push-end.ts";
import { answerStep1, readable } from "./reading.ts";
import { recordRole } from "./role-on-record.ts";
import { TokenBucket } from "./token-bucket.ts";

/** Bytes of one binary message: a full push and its envelope, several times over. */
export const messageBytes = 1024 * 1024;
/** Frames of one message: a device's pushes of a whole day, one for each document. */
const framesInOneMessage = 1_000;
/** Pushes of one socket without a verdict; a well-behaved device has one for each document. */
const pushesInFlight = 256;
/** Past so many the socket is not read until their verdicts are there: what a flood sends waits with who sends it. */
const pushesWhileReading = 64;
/** Refusals a socket may collect: an offline day of refused entries, not a program that probes. */
const refusals = { burst: 200, perSecond: 1 };
/** Awareness updates: a cursor that moves, with room for bursts. Beyond it they are dropped. */
const awareness = { burst: 60, perSecond: 20 };
/** Documents read on request (step 1, query awareness). */
const reads = { burst: 2_000, perSecond: 100 };

type Phase =
  | { name: "greeting"; timer: NodeJS.Timeout }
  /** Said hello; nothing is said to it before `welcome`. */
  | { name: "welcoming"; device: string }
  /** `said`: the cursor that the device was last told; null until it has heard `caughtUp`. */
  | { name: "catching-up"; device: string; cursor: number; said: number | null }
  | { name: "live"; device: string; cursor: number }
  | { name: "closed" };

/** One device on `/sync`: all its documents on one socket. */
export class AppConnection implements Member {
  readonly signInId: string;
  #person: Person;
  readonly #socket: WebSocket;
  readonly #desk: Desk;
  /** Does this device understand levels and accepted times? */
  readonly #tellsMore: boolean;
  readonly #incoming: Incoming;
  readonly #out: Outgoing;
  readonly #names: Names;
  readonly #refusals: TokenBucket;
  readonly #awareness: TokenBucket;
  readonly #reads: TokenBucket;
  #inFlight = 0;
  #phase: Phase;

  constructor(socket: WebSocket, signIn: SignIn, desk: Desk, version: Subprotocol = subprotocol) {
    this.signInId = signIn.sessionId;
    this.#person = signIn.person;
    this.#socket = socket;
    this.#tellsMore = tellsMore(version);
    this.#desk = desk;
    this.#incoming = new Incoming(socket);
    this.#out = new Outgoing(socket);
    this.#names = new Names(signIn.person, desk);
    const now = desk.now();
    this.#refusals = new TokenBucket(refusals, now);
    this.#awareness = new TokenBucket(awareness, now);
    this.#reads = new TokenBucket(reads, now);
    const timer = setTimeout(() => this.close(closeCodes.badFrame, "bad-frame"), helloWithinSeconds * 1_000);
    this.#phase = { name: "greeting", timer };
    desk.hub.join(this);
    socket.on("message", (data, isBinary) => this.#attend(() => this.#receive(data, isBinary)));
    socket.on("close", () => this.#left());
    // A socket error is followed by its close; there is nothing else to do about it.
    socket.on("error", () => undefined);
  }

  get person(): Person {
    return this.#person;
  }

  deliver(item: FeedItem): void {
    if (this.#phase.name !== "live" || item.seq <= this.#phase.cursor) return;
    if (this.#out.isFull) {
      // Too slow for the feed: what it misses now it gets from the ledger, at its own pace.
      this.#catchUpFrom(this.#phase.cursor, this.#phase.device, this.#phase.cursor);
      return;
    }
    const people = this.#names.unsaid(item.participants);
    if (people.length > 0) this.#say({ t: "people", people });
    this.#out.add(item.framed);
    this.#phase.cursor = item.seq;
    this.#cursorToSay = item.seq;
    if (this.#tellsMore) this.#toTell.push(item);
    this.#desk.hub.flushSoon(this);
  }

  #cursorToSay: number | null = null;
  /** What the next cursor closes: the device is told when it was accepted. */
  #toTell: Told[] = [];

  grantsChanged(): void {
    if (this.#phase.name !== "live") return;
    this.#catchUpFrom(this.#phase.cursor, this.#phase.device, this.#phase.cursor);
  }

  present(doc: DocName, update: Uint8Array): void {
    if (!this.#isWelcomed || this.#out.isFull) return;
    this.#send({ channel: "doc", doc, message: { type: "awareness", update } });
  }

  renamed(person: Person): void {
    if (person.id === this.#person.id) this.#person = { ...this.#person, name: person.name };
    const people = this.#names.again(person);
    if (people.length > 0 && this.#isWelcomed) this.#say({ t: "people", people });
  }

  get #isWelcomed(): boolean {
    return this.#phase.name === "catching-up" || this.#phase.name === "live";
  }

  flush(): void {
    if (this.#cursorToSay !== null) {
      this.#out.add(cursorFrame(this.#cursorToSay, this.#toTell));
      this.#toTell = [];
    }
    this.#cursorToSay = null;
    this.#out.flush();
  }

  close(closeCode: CloseCode, code: Code, detail?: string): void {
    if (this.#phase.name === "closed") return;
    this.#say({ t: "bye", code, detail: detail ?? codes[code].sentence });
    this.flush();
    this.#socket.close(closeCode, code);
    this.#left();
  }

  #left(): void {
    if (this.#phase.name === "closed") return;
    if (this.#phase.name === "greeting") clearTimeout(this.#phase.timer);
    this.#phase = { name: "closed" };
    this.#incoming.left();
    this.#desk.hub.leave(this);
    this.#leavePresence();
  }

  #leavePresence(docs?: Iterable<DocName>): void {
    for (const { doc, update } of this.#desk.presence.leave(this, docs)) this.#passOn(doc, update);
  }

  #passOn(doc: DocName, update: Uint8Array): void {
    passOn(this.#desk, { doc, update, except: this }).catch(this.#desk.onError);
  }

  /** Whoever's messages have taken too long is not read for a while, on none of their sockets. */
  #attend(work: () => void): void {
    const rest = this.#desk.allowances.attend(this.person.id, work);
    if (rest > 0) this.#incoming.rest(rest);
  }

  #receive(data: unknown, isBinary: boolean): void {
    if (this.#phase.name === "closed") {
      this.#incoming.late(data);
      return;
    }
    if (!isBinary || !(data instanceof Buffer)) {
      this.close(closeCodes.badFrame, "bad-frame");
      return;
    }
    if (data.length > messageBytes) {
      this.close(closeCodes.tooLarge, "too-large");
      return;
    }
    try {
      for (const frame of decodeFrames(data, framesInOneMessage)) this.#take(frame);
    } catch (error) {
      if (!(error instanceof BadFrame)) this.#desk.onError(error);
      this.close(closeCodes.badFrame, "bad-frame", error instanceof BadFrame ? error.message : undefined);
    }
  }

  #take(frame: Frame): void {
    if (this.#phase.name === "closed") return;
    if (frame.channel === "control") {
      const parsed = parseControl(controlUp, frame.text);
      if (!parsed.ok) throw new BadFrame(parsed.detail);
      this.#takeControl(parsed.message);
      return;
    }
    if (this.#phase.name === "greeting") throw new BadFrame("hello comes first");
    const named = parseDocName(frame.doc);
    if (named === null) this.#takeUnnamed(frame.doc, frame.message);
    else this.#takeMessage(named.name, frame.message);
  }

  #takeControl(message: ControlUp): void {
    switch (message.t) {
      case "hello":
        if (this.#phase.name !== "greeting") throw new BadFrame("hello comes once");
        clearTimeout(this.#phase.timer);
        this.#phase = { name: "welcoming", device: message.device };
        this.#welcome(message).catch((error: unknown) => this.#failed(error));
        return;
      case "purged": {
        if (this.#phase.name === "greeting" || this.#phase.name === "closed")
          throw new BadFrame("hello comes first");
        const docs = message.docs.flatMap((doc) => parseDocName(doc)?.name ?? []);
        const { device } = this.#phase;
        if (!this.#desk.ledger.mayNotePurged(this.person.id, docs.length, this.#desk.now())) {
          this.close(closeCodes.tooManyRefusals, "rate-limited");
          return;
        }
        this.#desk.ledger.note({
          kind: "purged",
          device,
          person: this.person.id,
          docs,
          at: this.#desk.now(),
        });
        return;
      }
      default:
        unreachable(message);
    }
  }

  /** A name that is no document's is answered as a document of somebody else is. */
  #takeUnnamed(doc: string, message: DocMessage): void {
    if (message.type === "step1") {
      this.#send({ channel: "doc", doc, message: { type: "denied", reason: "denied" } });
      if (!this.#reads.take(this.#desk.now())) this.close(closeCodes.tooManyRefusals, "rate-limited");
    }
    if (message.type === "step2" || message.type === "update") {
      const end = endOfUpdate(message.update);
      this.#receipt(doc, { status: "refused", ...end, code: "denied" });
      if (!this.#refusals.take(this.#desk.now())) this.close(closeCodes.tooManyRefusals, "too-many-refusals");
    }
  }

  #takeMessage(doc: DocName, message: DocMessage): void {
    switch (message.type) {
      case "step1":
        this.#asked(doc, message.stateVector);
        return;
      case "step2":
      case "update":
        this.#push(doc, message.update);
        return;
      case "awareness":
        if (this.#awareness.take(this.#desk.now()))
          this.#takeAwareness(doc, message.update).catch((e) => this.#failed(e));
        return;
      case "queryAwareness":
        if (this.#reads.take(this.#desk.now())) this.#answerQuery(doc).catch((e) => this.#failed(e));
        return;
      case "denied":
      case "receipt":
        throw new BadFrame(`${message.type} is the server's to send`);
      default:
        unreachable(message);
    }
  }

  #push(doc: DocName, update: Uint8Array): void {
    const mayWrite = this.#desk.allowances.mayWrite(this.person.id, update.length);
    if (this.#inFlight >= pushesInFlight || !mayWrite) {
      const end = endOfUpdate(update);
      this.#receipt(doc, { status: "retry-later", ...end, code: "rate-limited" });
      return;
    }
    this.#inFlight++;
    if (this.#inFlight === pushesWhileReading) this.#incoming.hold();
    // Copied: the bytes lie in a buffer that the socket will use again.
    void this.#desk.writer.push({ doc, personId: this.person.id, update: update.slice() }).then((outcome) => {
      if (this.#inFlight-- === pushesWhileReading) this.#incoming.release();
      this.#receipt(doc, receiptOf(outcome, this.#tellsMore));
      if (outcome.status === "refused" && !this.#refusals.take(this.#desk.now())) {
        this.close(closeCodes.tooManyRefusals, "too-many-refusals");
      }
    });
  }

  #asked(doc: DocName, stateVector: Uint8Array): void {
    // Copied: the bytes lie in a buffer that the socket will use again.
    const has = stateVector.slice();
    const answered = this.#reads.take(this.#desk.now())
      ? this.#desk.reads.take(this.person.id, has.length, () => this.#answer(doc, has))
      : null;
    if (answered === null) this.close(closeCodes.tooManyRefusals, "rate-limited");
    else answered.catch((error: unknown) => this.#failed(error));
  }

  /** Returns the bytes that were read for the answer, when it has left this process. */
  async #answer(doc: DocName, stateVector: Uint8Array): Promise<number> {
    if (this.#phase.name === "closed") return 0;
    const answer = await answerStep1(this.#desk, this.person, doc, stateVector);
    const message: DocMessage = answer.may
      ? { type: "step2", update: answer.step2 }
      : { type: "denied", reason: "denied" };
    this.#send({ channel: "doc", doc, message });
    if (!answer.may) return 0;
    if (!(await this.#out.drain())) this.close(closeCodes.slowReader, "slow-reader");
    return answer.read;
  }

  async #takeAwareness(doc: DocName, update: Uint8Array): Promise<void> {
    const copy = update.slice();
    if (!(await readable(this.#desk, this.person, doc)) || this.#phase.name === "closed") return;
    const taken = takeStates(() => this.#desk.presence.take(this, doc, copy));
    if (taken !== null) this.#passOn(doc, taken);
  }

  async #answerQuery(doc: DocName): Promise<void> {
    if (!(await readable(this.#desk, this.person, doc))) return;
    const update = this.#desk.presence.everyone(doc);
    if (update !== null) this.#send({ channel: "doc", doc, message: { type: "awareness", update } });
  }

  async #welcome({ cursor, serverId, device }: Extract<ControlUp, { t: "hello" }>): Promise<void> {
    const { store, ledger, now } = this.#desk;
    const { id, name, role, status } = this.person;
    await recordRole(this.#desk, this.person);
    const identity = await store.identity();
    const reset = (serverId !== null && serverId !== identity.serverId) || cursor > identity.seq;
    const from = reset ? 0 : cursor;
    if (status !== "active" && status !== "withheld") {
      this.close(closeCodes.admissionChanged, "account-inactive");
      return;
    }
    const { serverId: present, seq } = identity;
    const level = this.#tellsMore ? { entries: entriesLevel } : {};
    this.#say({ t: "welcome", serverId: present, seq, now: now(), me: { id, name, role }, reset, ...level });
    const staff = this.#names.staff();
    if (staff.length > 0) this.#say({ t: "people", people: staff });
    ledger.note({ kind: "seen", device, person: id, cursor: from, at: now() });
    this.#catchUpFrom(from, device, null);
  }

  #catchUpFrom(cursor: number, device: string, said: number | null): void {
    if (this.#phase.name === "closed") return;
    // What stands in the buffer was sent for this cursor; it goes first.
    this.flush();
    this.#phase = { name: "catching-up", device, cursor, said };
    this.#catchUp(this.#phase).catch((error: unknown) => this.#failed(error));
  }

  /**
   * Rounds until nothing came in between; then the live feed goes on from there. The first round is the catch-up: on a
   * busy desk something always came in between, and what later rounds bring is feed like any other.
   */
  async #catchUp(phase: Extract<Phase, { name: "catching-up" }>): Promise<void> {
    const principals = principalsOf(this.person);
    // What is lost on a connection that stands is said at once.
    if (phase.said === null) await this.#desk.allowances.beginsToCatchUp(this.person);
    for (;;) {
      // A grant outlives an emergency access by the time between two looks; what is sent from here goes by grants.
      if (this.person.role === "admin") await endExpiredAccess(this.#desk);
      const changes = await this.#desk.store.changes(this.person.id, principals, phase.cursor);
      if (this.#phase !== phase) return;
      if (isNothing(changes) && changes.upTo >= this.#desk.hub.lastSeq) {
        this.#sayCursor(phase, changes.upTo);
        this.#phase = { name: "live", device: phase.device, cursor: changes.upTo };
        return;
      }
      const batches = catchUp(this.#desk.store, {
        changes,
        cursor: phase.cursor,
        principals,
        tellsMore: this.#tellsMore,
      });
      for (;;) {
        const next = await this.#desk.allowances.inTurn(this.person.id, () => batches.next());
        if (next.done) break;
        if (!(await this.#sendBatch(phase, next.value))) return;
      }
      this.#sayCursor(phase, changes.upTo);
      phase.cursor = changes.upTo;
    }
  }

  async #sendBatch(phase: Phase & { name: "catching-up" }, batch: CatchUpBatch): Promise<boolean> {
    if (this.#phase !== phase) return false;
    const people = this.#names.unsaid(await this.#desk.store.participants([...new Set(batch.tickets)]));
    if (this.#phase !== phase) return false;
    if (people.length > 0) this.#out.add(encodeFrames([control({ t: "people", people })]));
    this.#toTell.push(...batch.accepted);
    const frames = encodeFrames(batch.frames);
    this.#out.add(frames);
    if (batch.cursor !== null) this.#sayAccepted(batch.cursor);
    if (batch.cursor !== null && phase.said !== null) phase.said = batch.cursor;
    if (batch.revoked.length > 0) this.#revoked(phase.device, batch.revoked);
    if (await this.#out.drain()) {
      await this.#desk.allowances.wasSent(this.person, frames.length);
      return true;
    }
    this.close(closeCodes.slowReader, "slow-reader");
    return false;
  }

  #revoked(device: string, docs: DocName[]): void {
    this.#leavePresence(docs);
    this.#desk.ledger.note({ kind: "asked", device, person: this.person.id, docs, at: this.#desk.now() });
  }

  /** What is told of content whose cursor could not be said yet comes with the next one. */
  #sayAccepted(cursor: number): void {
    this.#out.add(cursorFrame(cursor, this.#toTell));
    this.#toTell = [];
  }

  #sayCursor(phase: Phase & { name: "catching-up" }, cursor: number): void {
    if (this.#toTell.length > 0) {
      this.#sayAccepted(cursor);
      if (phase.said !== null) phase.said = cursor;
    }
    if (phase.said === null) this.#say({ t: "caughtUp", cursor });
    else if (phase.said < cursor) this.#say({ t: "cursor", cursor });
    phase.said = cursor;
  }

  #failed(error: unknown): void {
    if (error instanceof BadFrame) {
      this.close(closeCodes.badFrame, "bad-frame", error.message);
      return;
    }
    this.#desk.onError(error);
    this.close(closeCodes.serverRestarts, "unavailable");
  }

  #receipt(doc: string, receipt: Receipt): void {
    this.#send({ channel: "doc", doc, message: { type: "receipt", receipt } });
  }

  #say(message: ControlDown): void {
    this.#send(control(message));
  }

  #send(frame: Frame): void {
    if (this.#phase.name === "closed") return;
    this.#out.add(encodeFrames([frame]));
    if (this.#out.isOverfull) {
      this.#socket.close(closeCodes.slowReader, "slow-reader");
      this.#left();
      return;
    }
    this.#desk.hub.flushSoon(this);
  }
}
