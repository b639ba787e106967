import { liveQuery } from "dexie";
import type { Named } from "../../shared/protocol/control.ts";
import { unreachable } from "../../shared/unreachable.ts";
import { waitingCount } from "../replica/reads.ts";
import type { DeskSession } from "../replica/session.ts";
import { type AwarenessHub, pageAwareness } from "./awareness-hub.ts";
import { askForBackgroundSync, prepareBackgroundSync } from "./background-sync.ts";
import { browserEngine } from "./browser-engine.ts";
import type { ConnectionStatus } from "./connection.ts";
import { watchReplica } from "./database-gone.ts";
import type { Engine } from "./engine.ts";
import { competeForLead, type Locks, leadLock, type Reign } from "./leader.ts";
import { type PageLife, watchPage } from "./page-life.ts";
import { realSchedule, type Schedule } from "./scheduler.ts";
import { createSubject, type Subscribable } from "./subscribable.ts";
import { openTabs, type TabMessage } from "./tabs.ts";

export type Sync = {
  status: Subscribable<ConnectionStatus>;
  /** Does this tab hold the person's socket? */
  leading: Subscribable<boolean>;
  /** Something was written to the outbox: the leader, whichever tab it is, pushes. */
  wake(): void;
  /** Tells every other tab to let go of the database, before it is deleted. Then `stop` this one. */
  signedOut(): void;
  /** Resolves when nothing of this tab runs any more. */
  stop(): Promise<void>;
};

export type SyncOptions = {
  /** This person signed out in another tab: the database is closed for good and nothing here runs any more. */
  onSignedOutElsewhere?: () => void;
  /** The browser took the database away; it is closed for good and nothing here runs any more. */
  onCleared?: () => void;
  /** A newer version of the app waits for this tab to close the database: call `stop`, then close it. */
  onSuperseded?: () => void;
  /** The server knows this person by another name or role than the device did. */
  onMe?: (me: Named) => void;
};

/** What belongs to the browser, so that a test can bring its own. */
export type SyncPorts = {
  locks: Locks | undefined;
  hub: AwarenessHub;
  engineFor(session: SyncSession, onMe?: (me: Named) => void): Engine;
  watchPage(life: PageLife): () => void;
  isVisible(): boolean;
  schedule: Schedule;
  askForBackgroundSync(): void;
};

/**
 * A leader that says nothing for so long while somebody looks at another tab is suspended without a word, as phones do,
 * and keeps its lock. A service worker gives way within a second, so it is not robbed. Ms.
 */
export const leaderAnswersWithinMs = 5_000;

export type SyncSession = Pick<DeskSession, "me" | "replica">;

function browserPorts(): SyncPorts {
  prepareBackgroundSync();
  return {
    locks: navigator.locks,
    hub: pageAwareness,
    engineFor: browserEngine,
    watchPage,
    isVisible: () => document.visibilityState === "visible",
    schedule: realSchedule,
    askForBackgroundSync,
  };
}

/**
 * Keeps this person's replica and the server in step while the tab is signed in. Works in any tab: the one that leads
 * runs the engine; the others see everything through Dexie and hear here what Dexie does not say.
 */
export function startSync(
  session: SyncSession,
  { onSignedOutElsewhere, onCleared, onSuperseded, onMe }: SyncOptions = {},
  ports: SyncPorts = browserPorts(),
): Sync {
  const { me, replica } = session;
  const tabs = openTabs(me.id);
  const leading = createSubject(false);
  // Nothing is known yet; whoever leads says more within a moment.
  const status = createSubject<ConnectionStatus>({ state: "syncing", waiting: 0, progress: null });
  let engine: Engine | null = null;
  let waiting = 0;
  let ending: Promise<void> | null = null;
  let cancelSeizing = () => {};

  const line = ports.hub.attach(me, (doc, update) => {
    if (engine === null) tabs.send({ t: "awareness", way: "up", doc, update });
    else engine.sendAwareness(doc, update);
  });

  function become(next: ConnectionStatus): void {
    const reached = next.state === "synced" && status.get().state !== "synced";
    status.set(next);
    if (reached) line.renew();
    askIfStuck();
  }

  function askIfStuck(): void {
    if (waiting > 0 && status.get().state === "offline") ports.askForBackgroundSync();
  }

  function begin(): Reign {
    const own = ports.engineFor(session, onMe);
    engine = own;
    cancelSeizing();
    leading.set(true);
    const say = () => {
      become(own.status.get());
      tabs.send({ t: "status", status: own.status.get() });
    };
    const stopStatus = own.status.subscribe(say);
    const stopAwareness = own.onAwareness((doc, update) => {
      line.receive(doc, update);
      tabs.send({ t: "awareness", way: "down", doc, update });
    });
    own.start();
    say();
    return {
      stop() {
        stopStatus();
        stopAwareness();
        engine = null;
        leading.set(false);
        return own.stop();
      },
    };
  }

  function hear(message: TabMessage): void {
    switch (message.t) {
      case "wake":
        engine?.wake();
        break;
      case "status-asked":
        if (engine !== null) tabs.send({ t: "status", status: engine.status.get() });
        break;
      case "status":
        cancelSeizing();
        if (engine === null) become(message.status);
        break;
      case "awareness":
        if (message.way === "down") line.receive(message.doc, message.update);
        else engine?.sendAwareness(message.doc, message.update);
        break;
      case "lead-wanted":
        // Only the service worker gives way; tabs take turns by the lock.
        break;
      case "signed-out":
        signedOutElsewhere();
        break;
      default:
        unreachable(message);
    }
  }

  function signedOutElsewhere(): void {
    if (ending !== null) return;
    void stop();
    replica.close({ disableAutoOpen: true });
    onSignedOutElsewhere?.();
  }

  function wake(): void {
    if (engine !== null) return void engine.wake();
    tabs.send({ t: "wake" });
    askForStatus();
  }

  /** Asks the leader; one that does not answer is replaced, if somebody is looking at this tab. */
  function askForStatus(): void {
    cancelSeizing();
    cancelSeizing = ports.schedule(leaderAnswersWithinMs, () => {
      if (engine === null && ports.isVisible()) candidacy.seize();
    });
    tabs.send({ t: "status-asked" });
  }

  const stopListening = tabs.listen(hear);
  const stopGone = watchReplica(replica, {
    deleted: signedOutElsewhere,
    cleared() {
      if (ending === null) void stop().then(() => onCleared?.());
    },
    superseded: () => onSuperseded?.(),
  });
  const counting = liveQuery(() => waitingCount(replica)).subscribe({
    next(count) {
      waiting = count;
      askIfStuck();
    },
    error() {
      // The database is closed: nothing waits here any more.
      waiting = 0;
    },
  });
  const candidacy = competeForLead({
    locks: ports.locks,
    name: leadLock(me.id),
    begin,
    wanted: () => tabs.send({ t: "lead-wanted" }),
  });
  const stopWatching = ports.watchPage({
    leaves() {
      line.closing();
      if (waiting > 0) ports.askForBackgroundSync();
      candidacy.pause();
    },
    returns() {
      candidacy.resume();
      askForStatus();
      line.renew();
    },
    hidden() {
      if (waiting > 0) ports.askForBackgroundSync();
    },
    shown: wake,
  });
  if (engine === null) askForStatus();

  function stop(): Promise<void> {
    ending ??= end();
    return ending;
  }

  async function end(): Promise<void> {
    cancelSeizing();
    stopWatching();
    stopGone();
    stopListening();
    counting.unsubscribe();
    line.closing();
    line.detach();
    await candidacy.end();
    tabs.close();
  }

  return { status, leading, wake, signedOut: () => tabs.send({ t: "signed-out" }), stop };
}
