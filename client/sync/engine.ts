import type { DocName } from "../../shared/log/doc-name.ts";
import { parseDocName } from "../../shared/log/doc-name.ts";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import type { Named } from "../../shared/protocol/control.ts";
import {
  type ControlDown,
  type ControlUp,
  controlDown,
  parseControl,
} from "../../shared/protocol/control.ts";
import { BadFrame, decodeFrames, encodeFrames, type Frame } from "../../shared/protocol/frames.ts";
import { unreachable } from "../../shared/unreachable.ts";
import type { Replica } from "../replica/database.ts";
import { batchBytes, FeedBatch, firstJoinedBytes, joinedBytes } from "../replica/feed-batch.ts";
import type { Me } from "../replica/me.ts";
import { deviceIdOf, keepClockOffset, keepServerId, readMeta } from "../replica/meta.ts";
import { dropBase, sendMissingAgain, waitingRows } from "../replica/reset.ts";
import { bringBackToNow } from "../replica/restamp.ts";
import { isDiskFull, roomOn } from "../replica/room.ts";
import { storeFeed } from "../replica/store-feed.ts";
import { type ConnectionStatus, sameStatus } from "./connection.ts";
import { FirstSync } from "./first-sync.ts";
import { type Heartbeat, startHeartbeat } from "./heartbeat.ts";
import { type Effect, type Event, type Probed, type State, step } from "./machine.ts";
import { pingFrame } from "./ping.ts";
import { Pusher } from "./pusher.ts";
import type { Schedule } from "./scheduler.ts";
import type { OpenSocket, SyncSocket } from "./socket.ts";
import { isConnecting, isWelcomed, statusOf } from "./status-of.ts";
import { createSubject, type Subscribable } from "./subscribable.ts";
import { TaskQueue } from "./task-queue.ts";
import { Uploader, type UploadFile } from "./uploader.ts";

/** Everything the engine needs from outside: it knows no DOM, no clock and no network. */
export type EngineDeps = {
  replica: Replica;
  me: Me;
  openSocket: OpenSocket;
  /** The device's clock, ms since the epoch; people and networks set it, forward and back. */
  now: () => number;
  /** Ms that only go forward, from wherever. */
  elapsed: () => number;
  random: () => number;
  schedule: Schedule;
  /** What the browser says of the network. */
  online?: Subscribable<boolean>;
  /** Asks over HTTP why sockets do not open. */
  probe?: () => Promise<Probed>;
  /** Brings files to the server; without it messages with files wait for a device that can. */
  upload?: UploadFile;
  /**
   * Lets everybody else have a turn between two stores of a catch-up: a list that wants to read would otherwise wait for
   * all of them, since each store locks what it reads.
   */
  breathe?: () => Promise<void>;
  /** The server knows this person by another name or role than the device did. */
  onMe?: (me: Named) => void;
};

export type Engine = {
  start(): void;
  /** Hangs up; resolves when everything received is stored. */
  stop(): Promise<void>;
  /** The outbox has changed. */
  wake(): void;
  status: Subscribable<ConnectionStatus>;
  /** Resolves when the outbox is empty, or nothing more can be done now. */
  drained(): Promise<void>;
  sendAwareness(doc: DocName, update: Uint8Array): void;
  /** Asks who is on this document. */
  queryAwareness(doc: DocName): void;
  onAwareness(listener: (doc: DocName, update: Uint8Array) => void): () => void;
};

/** An engine whose steps a test or a simulation can wait for. */
export type SteppedEngine = Engine & {
  /** Resolves when everything received so far is stored and acted on. */
  settled(): Promise<void>;
};

/** A socket that does not open, or is not welcomed, within this is dead. Ms. */
export const openWithinMs = 10_000;
/** The device's clock went so far from the passing of time (ms): it was set, or the device slept. Half of what G9 allows. */
const clockJumpMs = 60_000;
/** How often own entries that are held for others are looked at, ms. */
const heldAgainMs = 2_000;
/** Documents in one `purged`: a tenth of what one may name. */
const purgedAtOnce = 1_000;

export function createEngine(deps: EngineDeps): SteppedEngine {
  const { replica, now } = deps;
  let me = deps.me;
  let state: State = { name: "idle" };
  let socket: SyncSocket | null = null;
  /** The server said that the account is not active; the socket closes next. */
  let barred = false;
  /** Counts connections; what an earlier one still says is not heard. */
  let generation = 0;
  let batch = new FeedBatch();
  /** Bytes to which batches that wait are joined now. */
  let joinAt: number = firstJoinedBytes;
  /** What is to be stored next, as long as nothing else has to be done after it. */
  let lastInQueue: { batch: FeedBatch; cursor: number | null } | null = null;
  let pulse: Heartbeat | null = null;
  let cancelDeadline = () => {};
  let cancelRetry = () => {};
  let pumpQueued = false;
  /** A batch of this connection could not be stored: what came after it must not be, or the cursor would pass it over. */
  let unstored = -1;
  /** The clock minus the passing of time, when the server last said what time it is. */
  let clockAtWelcome: number | null = null;
  // Storing failed (disk full, database deleted under us): nothing is lost, the server tells it again.
  const queue = new TaskQueue(failed, refreshStatus);
  let stopListening = () => {};
  let drainers: (() => void)[] = [];
  const firstSync = new FirstSync();
  const awarenessListeners = new Set<(doc: DocName, update: Uint8Array) => void>();
  const status = createSubject<ConnectionStatus>({ state: "syncing", waiting: 0, progress: null });
  const pusher = new Pusher({
    replica,
    me: () => me,
    now,
    random: deps.random,
    schedule: deps.schedule,
    send,
    died,
    again: pumpSoon,
  });

  const uploader =
    deps.upload === undefined
      ? null
      : new Uploader({
          replica,
          me: () => me,
          upload: deps.upload,
          now,
          random: deps.random,
          schedule: deps.schedule,
          enqueue,
          again: pumpSoon,
        });

  function enqueue(task: () => Promise<void>): void {
    lastInQueue = null;
    queue.add(task, tellDrained);
  }

  function dispatch(event: Event): void {
    const [next, effects] = step(state, event);
    state = next;
    for (const effect of effects) run(effect);
    enqueue(async () => {});
  }

  function died(): void {
    dispatch({ name: "died", at: now() });
  }

  function failed(error: unknown): void {
    if (isDiskFull(error)) dispatch({ name: "full", at: now() });
    else died();
  }

  function run(effect: Effect): void {
    switch (effect.do) {
      case "connect":
        connect();
        return;
      case "hangUp":
        hangUp();
        return;
      case "hello":
        enqueue(hello);
        return;
      case "retry":
        cancelRetry();
        cancelRetry = deps.schedule(effect.afterMs * (0.5 + deps.random() / 2), () =>
          dispatch({ name: "retryDue" }),
        );
        return;
      case "cancelRetry":
        cancelRetry();
        return;
      case "probe":
        probe();
        return;
      case "lookForRoom":
        void roomOn(replica).then((room) =>
          dispatch(room ? { name: "room" } : { name: "stillFull", at: now() }),
        );
        return;
      case "push":
        pumpSoon();
        return;
      default:
        unreachable(effect);
    }
  }

  function connect(): void {
    hangUp();
    const mine = generation;
    const ours = () => mine === generation;
    barred = false;
    cancelDeadline = deps.schedule(openWithinMs, () => ours() && died());
    socket = deps.openSocket({
      opened() {
        if (!ours()) return;
        pulse = startHeartbeat(deps.schedule, deps.elapsed, () => enqueue(() => ask(mine)), died);
        dispatch({ name: "opened" });
      },
      message: (bytes) => ours() && receive(bytes),
      closed: (code) => ours() && dispatch({ name: "closed", code, barred, at: now() }),
    });
  }

  function hangUp(): void {
    generation++;
    cancelDeadline();
    pulse?.stop();
    pulse = null;
    if (socket === null) return;
    socket.close();
    socket = null;
    // Half a batch without its cursor: the server sends it again.
    batch = new FeedBatch();
    firstSync.end();
    uploader?.disconnected();
    enqueue(() => pusher.disconnected());
  }

  function probe(): void {
    const mine = generation;
    const answer = deps.probe?.() ?? Promise.resolve<Probed>("unreachable");
    answer
      .catch((): Probed => "unreachable")
      .then((result) => {
        if (mine === generation) dispatch({ name: "probed", result, at: now() });
      });
  }

  async function hello(): Promise<void> {
    const device = await deviceIdOf(replica);
    const { cursor, serverId } = await readMeta(replica);
    firstSync.begin(cursor === 0);
    joinAt = firstJoinedBytes;
    say({ t: "hello", cursor, serverId, device });
  }

  async function ask(mine: number): Promise<void> {
    if (mine !== generation) return;
    if (clockJumped()) died();
    else send(await pingFrame(replica));
  }

  /** Was the device's clock set since the server said what time it is? Entries would carry a wrong time. */
  function clockJumped(): boolean {
    return clockAtWelcome !== null && Math.abs(now() - deps.elapsed() - clockAtWelcome) > clockJumpMs;
  }

  /** Runs what a connection brought, unless something that it brought before could not be stored. */
  function enqueueInOrder(mine: number, task: () => Promise<void>): void {
    enqueue(async () => {
      if (mine === unstored) return;
      try {
        await task();
      } catch (error) {
        unstored = mine;
        throw error;
      }
    });
  }

  function say(message: ControlUp): void {
    send({ channel: "control", text: JSON.stringify(message) });
  }

  function sayPurged(docs: readonly DocName[]): void {
    for (let start = 0; start < docs.length; start += purgedAtOnce) {
      say({ t: "purged", docs: docs.slice(start, start + purgedAtOnce) });
    }
  }

  function send(frame: Frame): void {
    socket?.send(encodeFrames([frame]));
  }

  function receive(bytes: Uint8Array): void {
    pulse?.heard();
    try {
      for (const frame of decodeFrames(bytes)) hear(frame);
      // A name that changes comes by itself, with no cursor after it.
      if (batch.docs.size === 0 && batch.people.size > 0) storeBatch(null);
    } catch (error) {
      if (!(error instanceof BadFrame)) throw error;
      dispatch({ name: "closed", code: closeCodes.badFrame, at: now() });
    }
  }

  function hear(frame: Frame): void {
    if (frame.channel === "control") {
      const parsed = parseControl(controlDown, frame.text);
      // What a newer server says and this app does not know is passed over.
      if (parsed.ok) hearControl(parsed.message);
      return;
    }
    const { doc, message } = frame;
    switch (message.type) {
      case "update":
        batch.update(doc, message.update);
        if (batch.bytes > batchBytes) storeBatch(null);
        return;
      case "receipt":
        enqueue(async () => {
          await pusher.receipt(doc, message.receipt);
          pumpSoon();
        });
        return;
      case "awareness": {
        const name = parseDocName(doc)?.name;
        if (name !== undefined)
          for (const listener of [...awarenessListeners]) listener(name, message.update);
        return;
      }
      // The answers to a ping; that they came is all they say.
      case "step2":
      case "denied":
        enqueue(pinged);
        return;
      case "step1":
      case "queryAwareness":
        return;
      default:
        unreachable(message);
    }
  }

  function hearControl(message: ControlDown): void {
    const mine = generation;
    switch (message.t) {
      case "welcome":
        if (message.reset) firstSync.begin(true);
        enqueueInOrder(mine, () => welcome(message, mine));
        return;
      case "granted":
        firstSync.granted(message.docs);
        batch.granted(message.docs);
        return;
      case "revoked":
        batch.revoked(message.docs, message.because);
        return;
      case "people":
        batch.named(message.people);
        return;
      case "cursor":
        storeBatch(message.cursor);
        return;
      case "caughtUp": {
        storeBatch(message.cursor);
        enqueueInOrder(mine, () => caughtUp(mine));
        return;
      }
      case "bye":
        // For the rest the close code that follows says what to do.
        barred = message.code === "account-inactive";
        return;
      default:
        unreachable(message);
    }
  }

  async function welcome(message: Extract<ControlDown, { t: "welcome" }>, mine: number): Promise<void> {
    if (mine !== generation) return;
    cancelDeadline();
    if (message.me.id !== me.id) {
      // Another person's cookie in this browser: nothing of theirs may come in here.
      dispatch({ name: "closed", code: closeCodes.signedOut, at: now() });
      return;
    }
    if (message.me.name !== me.name || message.me.role !== me.role) {
      me = { ...me, name: message.me.name, role: message.me.role };
      deps.onMe?.(message.me);
    }
    clockAtWelcome = now() - deps.elapsed();
    await keepClockOffset(replica, message.now - now());
    await bringBackToNow(replica, me, message.now);
    if (message.reset) {
      pusher.reset();
      await dropBase(replica, me, message.serverId, now());
    } else {
      await keepServerId(replica, message.serverId);
    }
    dispatch({ name: "welcomed" });
  }

  function storeBatch(cursor: number | null): void {
    const full = batch;
    batch = new FeedBatch();
    // While one is being stored the next ones come: as one they cost a fraction, and the lists are read again once.
    if (lastInQueue !== null && !full.revokes && lastInQueue.batch.bytes + full.bytes <= joinAt) {
      lastInQueue.batch.absorb(full);
      lastInQueue.cursor = cursor ?? lastInQueue.cursor;
      return;
    }
    const storing = { batch: full, cursor };
    enqueueInOrder(generation, async () => {
      if (lastInQueue === storing) lastInQueue = null;
      joinAt = Math.min(joinAt * 2, joinedBytes);
      const { tickets, purged } = await storeFeed(replica, me, storing.batch, storing.cursor, now());
      firstSync.stored(storing.batch.docsWithContent());
      sayPurged(purged);
      await pusher.stored(tickets);
      pumpSoon();
      if (state.name === "catchingUp") await deps.breathe?.();
    });
    lastInQueue = storing;
  }

  async function caughtUp(mine: number): Promise<void> {
    if (mine !== generation) return;
    await pusher.caughtUp();
    await sendHeld(mine);
    sayPurged((await readMeta(replica)).purged);
    firstSync.end();
    if (mine === generation) dispatch({ name: "caughtUp" });
  }

  /** Own entries that rest on what another device has yet to bring back are looked at again while they are held. */
  async function sendHeld(mine: number): Promise<void> {
    if (mine !== generation || !(await sendMissingAgain(replica, me, now()))) return;
    deps.schedule(heldAgainMs, () =>
      enqueue(async () => {
        await sendHeld(mine);
        pumpSoon();
      }),
    );
  }

  /** The server has read everything said before the ping, what was purged too. */
  async function pinged(): Promise<void> {
    const { purged } = await readMeta(replica);
    if (purged.length > 0) await replica.meta.put({ key: "purged", value: [] });
  }

  function pumpSoon(): void {
    if (pumpQueued) return;
    pumpQueued = true;
    enqueue(async () => {
      pumpQueued = false;
      if (state.name !== "live") return;
      if (clockJumped()) return died();
      await pusher.pump();
      await uploader?.pump();
    });
  }

  async function refreshStatus(): Promise<void> {
    // A database that is being deleted has nothing waiting.
    const waiting = await waitingRows(replica).catch(() => 0);
    const next = statusOf(state, waiting, firstSync);
    if (!sameStatus(status.get(), next)) status.set(next);
  }

  function tellDrained(): void {
    const busy =
      state.name === "live" ? queue.busy || !pusher.idle || uploader?.idle === false : isConnecting(state);
    if (busy) return;
    for (const resolve of drainers.splice(0)) resolve();
  }

  return {
    start() {
      stopListening();
      stopListening =
        deps.online?.subscribe(() =>
          dispatch(deps.online?.get() === false ? { name: "offline", at: now() } : { name: "online" }),
        ) ?? (() => {});
      dispatch({ name: "start" });
    },
    async stop() {
      stopListening();
      cancelRetry();
      dispatch({ name: "stop" });
      await queue.settled();
    },
    wake() {
      dispatch({ name: "wake", at: now() });
    },
    status,
    drained() {
      return new Promise((resolve) => {
        drainers = [...drainers, resolve];
        enqueue(async () => {});
      });
    },
    settled: () => queue.settled(),
    sendAwareness(doc, update) {
      if (isWelcomed(state)) send({ channel: "doc", doc, message: { type: "awareness", update } });
    },
    queryAwareness(doc) {
      if (isWelcomed(state)) send({ channel: "doc", doc, message: { type: "queryAwareness" } });
    },
    onAwareness(listener) {
      awarenessListeners.add(listener);
      return () => void awarenessListeners.delete(listener);
    },
  };
}
