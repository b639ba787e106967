import "fake-indexeddb/auto";
import { Dexie } from "dexie";
import { beforeEach, expect, test, vi } from "vitest";
import { openReplica, type Replica } from "../replica/database.ts";
import type { Me } from "../replica/me.ts";
import type { ConnectionStatus } from "../sync/connection.ts";
import type { Engine } from "../sync/engine.ts";
import { fakeLocks } from "../sync/fake-locks.ts";
import { leadLock } from "../sync/leader.ts";
import { createSubject } from "../sync/subscribable.ts";
import { openTabs, type TabMessage } from "../sync/tabs.ts";
import { type DrainPorts, drainOutbox, giveWayWithinMs, looks, readAccount } from "./drain.ts";

let me: Me;
beforeEach(() => {
  const id = crypto.randomUUID();
  me = { id, name: "Ana", role: "student", email: "ana@example.org", status: "active" };
});

async function wait(rows: number): Promise<void> {
  const replica = openReplica(me.id);
  for (let row = 0; row < rows; row++) {
    const doc = `chat/${crypto.randomUUID()}` as const;
    await replica.outbox.add({
      id: crypto.randomUUID(),
      ticketId: doc.slice(5),
      doc,
      kind: "chat",
      entry: null,
      update: null,
      state: "waiting",
      at: row,
    });
  }
  replica.close();
}

async function left(): Promise<number> {
  const replica = openReplica(me.id);
  const count = await replica.outbox.count();
  replica.close();
  return count;
}

/** An engine that pushes everything, or never gets an answer. */
function engine(replica: Replica, server: "answers" | "is silent", log: string[]): Engine {
  return {
    start: () => void log.push("start"),
    stop: async () => void log.push("stop"),
    wake() {},
    status: createSubject<ConnectionStatus>({ state: "synced" }),
    drained: () => (server === "answers" ? replica.outbox.clear() : new Promise(() => {})),
    sendAwareness() {},
    queryAwareness() {},
    onAwareness: () => () => {},
  };
}

function ports(server: "answers" | "is silent", given: Partial<DrainPorts> = {}) {
  const log: string[] = [];
  const timers: { ms: number; task: () => void }[] = [];
  const made: DrainPorts = {
    locks: fakeLocks(),
    whoAmI: async () => me,
    notAdmitted: async (said) => void log.push(`not admitted: ${said}`),
    engineFor: ({ replica }) => engine(replica, server, log),
    schedule(ms, task) {
      timers.push({ ms, task });
      return () => {};
    },
    ...given,
  };
  return { made, log, timers };
}

test("[T10] with no tab open the worker drains the outbox", async () => {
  await wait(3);
  const { made, log } = ports("answers");
  expect(await drainOutbox(made)).toBe("drained");
  expect(log).toEqual(["start", "stop"]);
  expect(await left()).toBe(0);
});

test("[T10] what still waits after a minute is tried again later", async () => {
  await wait(1);
  const { made, timers } = ports("is silent");
  const draining = drainOutbox(made);
  await vi.waitFor(() => expect(timers).toHaveLength(1));
  timers[0]?.task();
  expect(await draining).toBe("again");
  expect(await left()).toBe(1);
});

test("[T11] a tab that comes gets the lead within a second", async () => {
  await wait(1);
  const { made, log, timers } = ports("is silent");
  const draining = drainOutbox(made);
  await vi.waitFor(() => expect(log).toEqual(["start"]));
  const tab = openTabs(me.id);
  const led = made.locks.request(leadLock(me.id), {}, async () => log.push("tab leads"));
  tab.send({ t: "lead-wanted" });
  const grace = await vi.waitFor(() => {
    const found = timers.find(({ ms }) => ms === giveWayWithinMs);
    expect(found).toBeDefined();
    return found;
  });
  grace?.task();
  expect(await draining).toBe("gave way");
  await led;
  expect(log).toEqual(["start", "stop", "tab leads"]);
  tab.close();
});

test("[T11] a tab that leads is never robbed: it is woken, and pushes by itself", async () => {
  await wait(1);
  const tab = openTabs(me.id);
  const heard: TabMessage[] = [];
  tab.listen((message) => heard.push(message));
  const done = Promise.withResolvers<void>();
  const { made, log } = ports("answers", {
    schedule(_, task) {
      // Between two looks the tab has pushed.
      void vi
        .waitFor(() => expect(heard).toContainEqual({ t: "wake" }))
        .then(async () => {
          const replica = openReplica(me.id);
          await replica.outbox.clear();
          replica.close();
          task();
        });
      return () => {};
    },
  });
  const led = made.locks.request(leadLock(me.id), {}, () => done.promise);
  expect(await drainOutbox(made)).toBe("drained");
  expect(log).toEqual([]);
  done.resolve();
  await led;
  tab.close();
});

test("[T11] a tab that leads and cannot push either makes the browser try again, and the looking ends", async () => {
  await wait(1);
  let waits = 0;
  const { made } = ports("answers", {
    schedule(_, task) {
      waits++;
      queueMicrotask(task);
      return () => {};
    },
  });
  const done = Promise.withResolvers<void>();
  const led = made.locks.request(leadLock(me.id), {}, () => done.promise);
  expect(await drainOutbox(made)).toBe("again");
  expect(waits).toBe(looks);
  done.resolve();
  await led;
});

test("[T10] nobody signed in, somebody suspended or a wiped device: no engine, and no database is made", async () => {
  await wait(1);
  const nobody = ports("answers", { whoAmI: async () => "signed-out" });
  expect(await drainOutbox(nobody.made)).toBe("nothing to do");
  const suspended = ports("answers", { whoAmI: async () => ({ ...me, status: "suspended" }) });
  expect(await drainOutbox(suspended.made)).toBe("nothing to do");
  const stranger = { ...me, id: crypto.randomUUID() };
  const wiped = ports("answers", { whoAmI: async () => stranger });
  expect(await drainOutbox(wiped.made)).toBe("nothing to do");
  expect([...nobody.log, ...suspended.log, ...wiped.log]).toEqual([
    "not admitted: signed-out",
    "not admitted: suspended",
  ]);
  expect(await Dexie.exists(`alcove-${stranger.id}`)).toBe(false);
  expect(await left()).toBe(1);
});

test("[T10] no network after all is an error, so that the browser tries again", async () => {
  await wait(1);
  const { made } = ports("answers", { whoAmI: () => Promise.reject(new TypeError("Failed to fetch")) });
  await expect(drainOutbox(made)).rejects.toThrow("Failed to fetch");
});

test("[T12] whose sign-in it is, as our server says it; any other answer is tried again later", async () => {
  expect(await readAccount(Response.json({ person: me, campus: { name: "C" } }))).toEqual(me);
  const no = { error: { code: "signed-out", message: "" } };
  expect(await readAccount(Response.json(no, { status: 401 }))).toBe("signed-out");
  for (const status of [401, 403, 407, 502]) {
    await expect(readAccount(new Response("<html>", { status }))).rejects.toThrow();
    await expect(readAccount(Response.json({}, { status }))).rejects.toThrow();
  }
});

test("[T13] a socket that the server closes as signed out while the worker drains is heard", async () => {
  await wait(1);
  const { made, log } = ports("answers");
  const status = createSubject<ConnectionStatus>({ state: "signed-out" });
  made.engineFor = ({ replica }) => ({ ...engine(replica, "answers", log), status });
  await drainOutbox(made);
  expect(log).toContain("not admitted: signed-out");
});
