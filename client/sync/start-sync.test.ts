import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DocName } from "../../shared/log/doc-name.ts";
import { openReplica, type Replica } from "../replica/database.ts";
import type { Me } from "../replica/me.ts";
import { type AwarenessHub, createAwarenessHub } from "./awareness-hub.ts";
import type { ConnectionStatus } from "./connection.ts";
import type { Engine } from "./engine.ts";
import { fakeLocks } from "./fake-locks.ts";
import { type Locks, leadLock } from "./leader.ts";
import type { PageLife } from "./page-life.ts";
import { leaderAnswersWithinMs, type Sync, startSync } from "./start-sync.ts";
import { createSubject, type Subject } from "./subscribable.ts";

const chat: DocName = "chat/6f1c2f0e-5a53-4c1b-9d5e-0d3a1f6b7c01";
let me: Me;
let locks: Locks;
const opened: { sync: Sync; replica: Replica }[] = [];

beforeEach(() => {
  // Another person for each test: the channel between tabs is one for the whole process.
  const id = crypto.randomUUID();
  me = { id, name: "Ana", role: "student", email: "ana@example.org", status: "active" };
  locks = fakeLocks();
});
afterEach(async () => {
  for (const { sync, replica } of opened.splice(0)) {
    await sync.stop();
    replica.close();
  }
});

/** An engine that records what it is told. */
class FakeEngine implements Engine {
  readonly status: Subject<ConnectionStatus> = createSubject<ConnectionStatus>({
    state: "syncing",
    waiting: 0,
    progress: null,
  });
  readonly told: string[] = [];
  #hear: (doc: DocName, update: Uint8Array) => void = () => {};
  start() {
    this.told.push("start");
  }
  async stop() {
    this.told.push("stop");
  }
  wake() {
    this.told.push("wake");
  }
  async drained() {}
  queryAwareness() {}
  sendAwareness(doc: DocName, update: Uint8Array) {
    this.told.push(`awareness ${doc} ${update.join()}`);
  }
  onAwareness(listener: (doc: DocName, update: Uint8Array) => void) {
    this.#hear = listener;
    return () => {};
  }
  hear(doc: DocName, update: Uint8Array) {
    this.#hear(doc, update);
  }
}

function tab({ visible = true } = {}) {
  const timers: { ms: number; task: () => void }[] = [];
  const replica = openReplica(me.id);
  const engines: FakeEngine[] = [];
  const hub: AwarenessHub = createAwarenessHub();
  const heard: string[] = [];
  hub.listen(chat, (update) => heard.push(update.join()));
  let life: PageLife | null = null;
  const asked = vi.fn();
  const signedOutElsewhere = vi.fn();
  const sync = startSync(
    { me, replica },
    { onSignedOutElsewhere: signedOutElsewhere },
    {
      locks,
      hub,
      engineFor() {
        const engine = new FakeEngine();
        engines.push(engine);
        return engine;
      },
      watchPage(given) {
        life = given;
        return () => {};
      },
      isVisible: () => visible,
      schedule(ms, task) {
        timers.push({ ms, task });
        return () => void timers.splice(0);
      },
      askForBackgroundSync: asked,
    },
  );
  opened.push({ sync, replica });
  return { sync, replica, engines, hub, heard, asked, signedOutElsewhere, timers, life: () => life };
}

const until = (expectation: () => void) => vi.waitFor(expectation, { timeout: 3_000, interval: 2 });
const offline: ConnectionStatus = { state: "offline", since: 5, waiting: 1 };

test("[T1] of three tabs one runs the engine; when it stops exactly one other takes over", async () => {
  const tabs = [tab(), tab(), tab()] as const;
  await until(() => expect(tabs[0].sync.leading.get()).toBe(true));
  expect(tabs.map(({ engines }) => engines.length)).toEqual([1, 0, 0]);
  await tabs[0].sync.stop();
  expect(tabs[0].engines[0]?.told).toEqual(["start", "stop"]);
  await until(() => expect(tabs.map(({ engines }) => engines.length)).toEqual([1, 1, 0]));
  expect(tabs[1].sync.leading.get()).toBe(true);
});

test("[T3] followers know the leader's connection, and a new one learns it when it comes", async () => {
  const leader = tab();
  await until(() => expect(leader.engines).toHaveLength(1));
  const follower = tab();
  leader.engines[0]?.status.set(offline);
  await until(() => expect(follower.sync.status.get()).toEqual(offline));
  const late = tab();
  await until(() => expect(late.sync.status.get()).toEqual(offline));
});

test("[T3] a follower's write wakes the leader's engine", async () => {
  const leader = tab();
  await until(() => expect(leader.engines).toHaveLength(1));
  const follower = tab();
  follower.sync.wake();
  await until(() => expect(leader.engines[0]?.told).toEqual(["start", "wake"]));
});

test("[T3] awareness goes from any tab to the socket and from the socket to every tab", async () => {
  const leader = tab();
  await until(() => expect(leader.engines).toHaveLength(1));
  const follower = tab();
  follower.hub.send(chat, new Uint8Array([1]));
  leader.hub.send(chat, new Uint8Array([2]));
  await until(() =>
    expect(leader.engines[0]?.told.toSorted()).toEqual([
      `awareness ${chat} 1`,
      `awareness ${chat} 2`,
      "start",
    ]),
  );
  leader.engines[0]?.hear(chat, new Uint8Array([3]));
  await until(() => expect(follower.heard).toEqual(["3"]));
  expect(leader.heard).toEqual(["3"]);
});

test("[T4] when one tab signs out the others stop, close the database and hear nothing more", async () => {
  const leader = tab();
  await until(() => expect(leader.engines).toHaveLength(1));
  const follower = tab();
  await leader.replica.drafts.put({ key: "k", text: "private", at: 1 });
  follower.sync.signedOut();
  await until(() => expect(leader.signedOutElsewhere).toHaveBeenCalledOnce());
  await until(() => expect(leader.engines[0]?.told.at(-1)).toBe("stop"));
  expect(leader.hub.connection.get()).toBeNull();
  await expect(leader.replica.drafts.count()).rejects.toThrow();
  follower.sync.wake();
  follower.hub.send(chat, new Uint8Array([1]));
  await until(() => expect(follower.sync.leading.get()).toBe(true));
  expect(leader.engines[0]?.told.at(-1)).toBe("stop");
});

test("[T4] deleting the database anywhere ends every tab of the person", async () => {
  const left = tab();
  const right = tab();
  await left.replica.drafts.count();
  await right.replica.drafts.count();
  await openReplica(me.id).delete();
  expect(left.signedOutElsewhere).toHaveBeenCalledOnce();
  expect(right.signedOutElsewhere).toHaveBeenCalledOnce();
});

test("[T9] a background sync is asked for when something waits and there is no network, or the page goes", async () => {
  const only = tab();
  await until(() => expect(only.engines).toHaveLength(1));
  only.life()?.hidden();
  expect(only.asked).not.toHaveBeenCalled();
  await only.replica.outbox.add({
    id: crypto.randomUUID(),
    ticketId: "t",
    doc: chat,
    kind: "chat",
    entry: null,
    update: null,
    state: "waiting",
    at: 1,
  });
  only.engines[0]?.status.set(offline);
  await until(() => expect(only.asked).toHaveBeenCalled());
  const before = only.asked.mock.calls.length;
  only.life()?.leaves();
  expect(only.asked.mock.calls.length).toBe(before + 1);
});

test("[T2] a frozen page lets another tab lead at once and does not lead again before it thaws", async () => {
  const frozen = tab();
  await until(() => expect(frozen.engines).toHaveLength(1));
  const other = tab();
  frozen.life()?.leaves();
  await until(() => expect(other.sync.leading.get()).toBe(true));
  expect(frozen.sync.leading.get()).toBe(false);
  frozen.life()?.returns();
  await other.sync.stop();
  await until(() => expect(frozen.engines).toHaveLength(2));
});

test("[T2] a leader suspended without a word is replaced by the tab somebody looks at, and by no hidden one", async () => {
  const name = leadLock(me.id);
  // It holds the lock, and nobody answers in its place.
  void locks.request(name, {}, () => new Promise(() => {})).catch(() => {});
  const hidden = tab({ visible: false });
  const seen = tab();
  hidden.sync.wake();
  seen.sync.wake();
  hidden.timers[0]?.task();
  await until(() => expect(seen.timers).toMatchObject([{ ms: leaderAnswersWithinMs }]));
  expect(hidden.sync.leading.get()).toBe(false);
  seen.timers[0]?.task();
  await until(() => expect(seen.sync.leading.get()).toBe(true));
  expect(hidden.engines).toHaveLength(0);
});

test("[T2] a leader that answers is never robbed", async () => {
  const leader = tab();
  await until(() => expect(leader.engines).toHaveLength(1));
  const follower = tab();
  follower.sync.wake();
  expect(follower.timers).toHaveLength(1);
  await until(() => expect(follower.timers).toHaveLength(0));
  expect(leader.sync.leading.get()).toBe(true);
});
