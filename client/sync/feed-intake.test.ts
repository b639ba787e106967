import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openReplica, type Replica } from "../replica/database.ts";
import { readMeta } from "../replica/meta.ts";
import { FeedIntake } from "./feed-intake.ts";
import { FirstSync } from "./first-sync.ts";
import { TaskQueue } from "./task-queue.ts";

const sam = { id: "sam", name: "Sam", role: "student", email: "sam@example.org", status: "active" } as const;
const doc = "ticket/00000000-0000-4000-8000-000000000001";

let replica: Replica;
let queue: TaskQueue;
let feed: FeedIntake;
let connection: number;
/** The cursor after each store, and what else was done. */
let log: (number | string)[];
let storing: () => Promise<void>;
beforeEach(() => {
  replica = openReplica(sam.id, { indexedDB: new IDBFactory(), IDBKeyRange });
  connection = 1;
  log = [];
  storing = async () => void log.push((await readMeta(replica)).cursor);
  queue = new TaskQueue({
    failed: () => void log.push("failed"),
    after: async () => {},
    done: () => {},
    onError: () => expect.unreachable(),
  });
  feed = new FeedIntake({
    replica,
    me: () => sam,
    now: () => 0,
    queue,
    firstSync: new FirstSync(),
    connection: () => connection,
    stored: () => storing(),
  });
});
afterEach(() => replica.close());

test("batches that wait behind each other are stored as one", async () => {
  for (const cursor of [1, 2, 3]) feed.cursor(cursor);
  await queue.settled();
  expect(log).toEqual([3]);
});

test("a batch does not go before what was queued before it", async () => {
  feed.cursor(1);
  queue.add(async () => void log.push("receipt"));
  feed.cursor(2);
  await queue.settled();
  expect(log).toEqual([1, "receipt", 2]);
});

test("a batch that is being stored takes in nothing more", async () => {
  storing = async () => {
    log.push((await readMeta(replica)).cursor);
    if (log.length === 1) feed.cursor(2);
  };
  feed.cursor(1);
  await queue.settled();
  expect(log).toEqual([1, 2]);
});

test("what a revocation ends is stored before it", async () => {
  feed.granted([doc]);
  feed.cursor(1);
  feed.revoked([doc], {});
  feed.cursor(2);
  await queue.settled();
  expect(log).toEqual([1, 2]);
});

test("[R11] after what could not be stored nothing more of that connection is, and the next one's is", async () => {
  storing = async () => {
    throw new DOMException("The disk is full.", "QuotaExceededError");
  };
  feed.cursor(1);
  queue.add(async () => {});
  feed.cursor(2);
  feed.inOrder(async () => void log.push("caught up"));
  await queue.settled();
  expect(log).toEqual(["failed"]);
  expect((await readMeta(replica)).cursor).toBe(1);
  connection = 2;
  storing = async () => void log.push((await readMeta(replica)).cursor);
  feed.cursor(3);
  await queue.settled();
  expect(log).toEqual(["failed", 3]);
});

test("a name that changes is stored when its message ends, half a document's batch is not", async () => {
  feed.granted([doc]);
  feed.messageEnded();
  expect(queue.busy).toBe(false);
  feed.disconnected();
  feed.people([{ id: "cleo", name: "Cleo", role: "counselor" }]);
  feed.messageEnded();
  await queue.settled();
  expect(await replica.people.get("cleo")).toMatchObject({ name: "Cleo" });
});
