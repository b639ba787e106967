import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { expect, test } from "vitest";
import { openReplica } from "../replica/database.ts";
import { createEngine } from "./engine.ts";
import type { SocketHandlers } from "./socket.ts";
import { TestClock } from "./testing/test-clock.ts";
import { TestWorld } from "./testing/test-world.ts";

const sam = { id: "sam", name: "Sam", role: "student", email: "sam@example.org", status: "active" } as const;

/** As Dexie throws it. */
const closed = Object.assign(new Error("It is closed."), { name: "DatabaseClosedError" });

/** What the engine reports, and its state, after its first task on a connection threw this. */
async function afterThrowing(error: unknown): Promise<{ reported: unknown[]; state: string }> {
  const clock = new TestClock(1_700_000_000_000);
  const replica = openReplica(sam.id, { indexedDB: new IDBFactory(), IDBKeyRange });
  const reported: unknown[] = [];
  const sockets: SocketHandlers[] = [];
  const engine = createEngine({
    replica,
    me: sam,
    now: () => clock.now,
    elapsed: () => clock.now,
    random: () => 0.5,
    schedule: clock.schedule,
    openSocket(handlers) {
      sockets.push(handlers);
      return {
        send() {
          throw error;
        },
        close: () => {},
      };
    },
    onError: (each) => void reported.push(each),
  });
  engine.start();
  sockets[0]?.opened();
  await engine.settled();
  const { state } = engine.status.get();
  await engine.stop();
  replica.close();
  return { reported, state };
}

test("[D16] an error in the program is reported, and is not taken for a lost connection", async () => {
  const error = new TypeError("undefined is not an object");
  expect(await afterThrowing(error)).toEqual({ reported: [error], state: "broken" });
});

test("[D16] a database that fails makes a few connections in a minute, not one after the other", async () => {
  const world = new TestWorld();
  const device = world.device(world.person("sam", "student"));
  let failing = true;
  device.replica.use({
    stack: "dbcore",
    name: "failing",
    create: (core) => ({
      ...core,
      table: (name) => ({
        ...core.table(name),
        query: (request) =>
          failing && name === "outbox"
            ? Promise.reject(new DOMException("It failed.", "UnknownError"))
            : core.table(name).query(request),
      }),
    }),
  });
  await world.start(device);
  await world.advance(60_000);
  expect(device.engine.status.get().state).not.toBe("offline");
  expect(world.opened(device)).toBeLessThan(8);
  expect(world.opened(device)).toBeGreaterThan(2);
  failing = false;
  await world.advance(120_000);
  expect(device.engine.status.get()).toEqual({ state: "synced" });
  await expect(world.stop()).rejects.toThrow("threw");
});

test.each([
  ["a full device", new DOMException("The disk is full.", "QuotaExceededError"), "full"],
  ["a closed database", closed, "broken"],
  ["a transaction that the browser ended", new DOMException("It is gone.", "AbortError"), "broken"],
  [
    "a transaction that a closed database ended",
    Object.assign(new Error("It has ended."), { name: "TransactionInactiveError", inner: closed }),
    "broken",
  ],
])("%s is no error of the program", async (_, error, state) => {
  expect(await afterThrowing(error)).toEqual({ reported: [], state });
});

test("a world of tests does not end well when a task of an engine threw", async () => {
  const world = new TestWorld();
  const device = world.device(world.person("sam", "student"));
  device.replica.use({
    stack: "dbcore",
    name: "broken",
    create: (core) => ({
      ...core,
      table: (name) => ({
        ...core.table(name),
        mutate: () => Promise.reject(new TypeError("undefined is not an object")),
      }),
    }),
  });
  await world.start(device);
  await expect(world.stop()).rejects.toThrow("threw");
});
