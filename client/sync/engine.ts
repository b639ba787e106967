import { entriesLevel } from "../../shared/entries/level.ts";
import type { DocName } from "../../shared/log/doc-name.ts";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import { BadFrame } from "../../shared/protocol/frames.ts";
import { unreachable } from "../../shared/unreachable.ts";
import { deviceIdOf, readMeta } from "../replica/meta.ts";
import { reproject } from "../replica/reproject.ts";
import { waitingRows } from "../replica/reset.ts";
import { isDiskFull, roomOn } from "../replica/room.ts";
import { ClockWatch } from "./clock-watch.ts";
import { type ConnectionStatus, sameStatus } from "./connection.ts";
import { isDatabaseGone } from "./database-gone.ts";
import type { EngineDeps } from "./engine-deps.ts";
import { FeedIntake } from "./feed-intake.ts";
import { FirstSync } from "./first-sync.ts";
import { type Hearers, hear, type Welcome } from "./hear.ts";
import { HeldEntries } from "./held-entries.ts";
import { Line } from "./line.ts";
import { type Effect, type Event, heldAfterMs, type Probed, type State, step } from "./machine.ts";
import { pingFrame } from "./ping.ts";
import { PurgeReport } from "./purge-report.ts";
import { Pusher } from "./pusher.ts";
import { isConnecting, isWelcomed, statusOf } from "./status-of.ts";
import { dropBaseOfOtherRole, storeWelcome } from "./store-welcome.ts";
import { createSubject, type Subscribable } from "./subscribable.ts";
import { TaskQueue } from "./task-queue.ts";
import { Uploader } from "./uploader.ts";

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

export function createEngine(deps: EngineDeps): SteppedEngine {
  const { replica, now, random, schedule } = deps;
  let me = deps.me;
  let state: State = { name: "idle" };
  /** The server said that the account is not active; the socket closes next. */
  let barred = false;
  let cancelRetry = () => {};
  let cancelHold = () => {};
  let pumpQueued = false;
  /** Rows of the outbox when they were last counted. */
  let waiting = 0;
  let stopListening = () => {};
  let drainers: (() => void)[] = [];
  const firstSync = new FirstSync();
  const awarenessListeners = new Set<(doc: DocName, update: Uint8Array) => void>();
  const status = createSubject<ConnectionStatus>({ state: "syncing", waiting: 0, progress: null });
  const queue = new TaskQueue({ failed, after: refreshStatus, done: tellDrained, onError: deps.onError });
  const clock = new ClockWatch(now, deps.elapsed);
  const line = new Line({
    openSocket: deps.openSocket,
    schedule,
    elapsed: deps.elapsed,
    opened: () => dispatch({ name: "opened" }),
    message: receive,
    closed: (code) => dispatch({ name: "closed", code, barred, at: now() }),
    ask,
    died,
  });
  const purges = new PurgeReport(replica, (message) => line.say(message));
  /** What the parts below have in common; each says in its own type what it takes of it. */
  const common = {
    replica,
    me: () => me,
    now,
    random,
    schedule,
    connection: () => line.connection,
    enqueue: (task: () => Promise<void>) => queue.add(task),
    again: pumpSoon,
  };
  const feed = new FeedIntake({ ...common, queue, firstSync, stored });
  const pusher = new Pusher({ ...common, send: (frame) => line.send(frame), died });
  const uploader = deps.upload === undefined ? null : new Uploader({ ...common, upload: deps.upload });
  const held = new HeldEntries(common);
  const hearers: Hearers = {
    feed,
    welcome(message) {
      const mine = line.connection;
      if (message.reset) firstSync.begin(true);
      feed.inOrder(() => welcome(message, mine));
    },
    caughtUp() {
      const mine = line.connection;
      feed.inOrder(() => caughtUp(mine));
    },
    bye(code) {
      // For the rest the close code that follows says what to do.
      barred = code === "account-inactive";
    },
    receipt(doc, receipt) {
      queue.add(async () => {
        await pusher.receipt(doc, receipt);
        pumpSoon();
      });
    },
    awareness(doc, update) {
      for (const listener of [...awarenessListeners]) listener(doc, update);
    },
    answered: () => queue.add(() => purges.pinged()),
  };

  function dispatch(event: Event): void {
    const [next, effects] = step(state, event);
    state = next;
    for (const effect of effects) run(effect);
    queue.add(async () => {});
  }

  function died(): void {
    dispatch({ name: "died", at: now() });
  }

  /** A task of this device failed, not the line. Nothing is lost with it: the server tells again what was not stored. */
  function failed(error: unknown): void {
    if (isDiskFull(error)) {
      dispatch({ name: "full", at: now() });
      return;
    }
    if (!isDatabaseGone(error)) deps.onError(error);
    dispatch({ name: "broke", at: now() });
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
        queue.add(hello);
        return;
      case "retry":
        cancelRetry();
        cancelRetry = schedule(effect.afterMs * (0.5 + random() / 2), () => dispatch({ name: "retryDue" }));
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
      case "watchHold":
        cancelHold = schedule(heldAfterMs, () => dispatch({ name: "held" }));
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
    barred = false;
    line.connect();
  }

  function hangUp(): void {
    cancelHold();
    if (!line.hangUp()) return;
    feed.disconnected();
    firstSync.end();
    uploader?.disconnected();
    queue.add(() => pusher.disconnected());
  }

  function probe(): void {
    const mine = line.connection;
    const answer = deps.probe?.() ?? Promise.resolve<Probed>("unreachable");
    answer
      .catch((): Probed => "unreachable")
      .then((result) => {
        if (mine === line.connection) dispatch({ name: "probed", result, at: now() });
      });
  }

  async function hello(): Promise<void> {
    const device = await deviceIdOf(replica);
    const { cursor, serverId } = await readMeta(replica);
    firstSync.begin(cursor === 0);
    feed.begin();
    line.say({ t: "hello", cursor, serverId, device, entries: entriesLevel });
  }

  function ask(): void {
    const mine = line.connection;
    queue.add(async () => {
      if (mine !== line.connection) return;
      if (clock.jumped) died();
      else line.send(await pingFrame(replica));
    });
  }

  function receive(bytes: Uint8Array): void {
    try {
      hear(bytes, hearers);
    } catch (error) {
      if (error instanceof BadFrame) dispatch({ name: "closed", code: closeCodes.badFrame, at: now() });
      else failed(error);
    }
  }

  async function welcome(message: Welcome, mine: number): Promise<void> {
    if (mine !== line.connection) return;
    line.welcomed();
    if (message.me.id !== me.id) {
      // Another person's cookie in this browser: nothing of theirs may come in here.
      dispatch({ name: "closed", code: closeCodes.signedOut, at: now() });
      return;
    }
    if (message.me.name !== me.name || message.me.role !== me.role) {
      me = { ...me, name: message.me.name, role: message.me.role };
      deps.onMe?.(message.me);
    }
    clock.told();
    if (await dropBaseOfOtherRole(replica, me, message, now())) {
      pusher.reset();
      dispatch({ name: "closed", code: closeCodes.admissionChanged, at: now() });
      return;
    }
    if (message.reset) pusher.reset();
    await storeWelcome(replica, me, message, now);
    dispatch({ name: "welcomed" });
  }

  async function stored(tickets: readonly string[], purged: readonly DocName[]): Promise<void> {
    purges.tell(purged);
    await pusher.stored(tickets);
    pumpSoon();
    if (state.name === "catchingUp") await deps.breathe?.();
  }

  async function caughtUp(mine: number): Promise<void> {
    if (mine !== line.connection) return;
    await pusher.caughtUp();
    await held.free(mine);
    await purges.tellAgain();
    firstSync.end();
    if (mine === line.connection) dispatch({ name: "caughtUp" });
  }

  function pumpSoon(): void {
    if (pumpQueued) return;
    pumpQueued = true;
    queue.add(async () => {
      pumpQueued = false;
      if (state.name !== "live") return;
      if (clock.jumped) return died();
      await pusher.pump();
      await uploader?.pump();
    });
  }

  async function refreshStatus(): Promise<void> {
    // Where it cannot be counted, as it was counted last: the badge never says that nothing waits without knowing it.
    waiting = await waitingRows(replica).catch(() => waiting);
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
      queue.add(() => reproject(replica, me, now()));
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
        queue.add(async () => {});
      });
    },
    settled: () => queue.settled(),
    sendAwareness(doc, update) {
      if (isWelcomed(state)) line.send({ channel: "doc", doc, message: { type: "awareness", update } });
    },
    queryAwareness(doc) {
      if (isWelcomed(state)) line.send({ channel: "doc", doc, message: { type: "queryAwareness" } });
    },
    onAwareness(listener) {
      awarenessListeners.add(listener);
      return () => void awarenessListeners.delete(listener);
    },
  };
}
