import { expect, test } from "vitest";
import { fakeLocks } from "./fake-locks.ts";
import { competeForLead, type Locks, leadLock } from "./leader.ts";

function tab(locks: Locks | undefined, name: string, log: string[], stop = async () => {}) {
  return competeForLead({
    locks,
    name: leadLock("ana"),
    begin() {
      log.push(`${name} leads`);
      return {
        stop() {
          log.push(`${name} stops`);
          return stop();
        },
      };
    },
    wanted: () => {},
  });
}

const turnOfTheLoop = () => new Promise<void>((done) => setImmediate(done));

test("[T1] one tab leads, and when it ends the next one takes over", async () => {
  const locks = fakeLocks();
  const log: string[] = [];
  const first = tab(locks, "first", log);
  const second = tab(locks, "second", log);
  const third = tab(locks, "third", log);
  await turnOfTheLoop();
  expect(log).toEqual(["first leads"]);
  await second.end();
  await first.end();
  await turnOfTheLoop();
  expect(log).toEqual(["first leads", "first stops", "third leads"]);
  await third.end();
});

test("[T1] an orderly end gives the lead away only after what ran has stopped", async () => {
  const locks = fakeLocks();
  const log: string[] = [];
  const stopped = Promise.withResolvers<void>();
  const first = tab(locks, "first", log, () => stopped.promise);
  const second = tab(locks, "second", log);
  await turnOfTheLoop();
  const ending = first.end();
  await turnOfTheLoop();
  expect(log).toEqual(["first leads", "first stops"]);
  stopped.resolve();
  await ending;
  await turnOfTheLoop();
  expect(log).toEqual(["first leads", "first stops", "second leads"]);
  await second.end();
});

test("[T2] a page that freezes lets go within the same turn, and competes again when it thaws", async () => {
  const locks = fakeLocks();
  const log: string[] = [];
  const first = tab(locks, "first", log, () => new Promise(() => {}));
  const second = tab(locks, "second", log);
  await turnOfTheLoop();
  first.pause();
  await turnOfTheLoop();
  expect(log).toEqual(["first leads", "first stops", "second leads"]);
  first.resume();
  await turnOfTheLoop();
  expect(log).toHaveLength(3);
  await second.end();
  await turnOfTheLoop();
  expect(log.at(-1)).toBe("first leads");
});

test("[T2] a leader that does not answer is replaced, and when it wakes it stops and queues again", async () => {
  const locks = fakeLocks();
  const log: string[] = [];
  const asleep = tab(locks, "asleep", log);
  const awake = tab(locks, "awake", log);
  await turnOfTheLoop();
  awake.seize();
  await turnOfTheLoop();
  expect(log).toEqual(["asleep leads", "awake leads", "asleep stops"]);
  awake.seize();
  await turnOfTheLoop();
  expect(log).toHaveLength(3);
  await awake.end();
  await turnOfTheLoop();
  expect(log.slice(3)).toEqual(["awake stops", "asleep leads"]);
  await asleep.end();
});

test("without Web Locks each tab leads for itself", async () => {
  const log: string[] = [];
  const only = tab(undefined, "only", log);
  await only.end();
  await only.end();
  only.resume();
  expect(log).toEqual(["only leads", "only stops"]);
});
