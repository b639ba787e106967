import { expect, test } from "vitest";
import { answersWithinMs, reloadEveryMs, watchStorage } from "./storage-watch.ts";
import { TestClock } from "./testing/test-clock.ts";

type Reads = "answers" | "fails" | "hangs";

function page(given: { unkept?: boolean; reloadedAt?: number } = {}) {
  const clock = new TestClock(1_700_000_000_000);
  const state = { reads: "answers" as Reads, reloads: 0 };
  const watch = watchStorage({
    read: () =>
      state.reads === "answers"
        ? Promise.resolve()
        : state.reads === "fails"
          ? Promise.reject(new DOMException("It failed.", "UnknownError"))
          : new Promise(() => {}),
    schedule: clock.schedule,
    now: () => clock.now,
    reloadedAt: () => given.reloadedAt ?? null,
    unkept: () => given.unkept ?? false,
    reload: () => void state.reloads++,
  });
  async function pass(ms: number): Promise<void> {
    const until = clock.now + ms;
    const settle = async () => {
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    };
    await settle();
    while (clock.runNext(until)) await settle();
    clock.now = until;
  }
  return { clock, state, watch, pass };
}

test.each(["fails", "hangs"] as const)(
  "[R26] a database that %s for good: the page is loaded anew, once",
  async (reads) => {
    const { clock, state, watch, pass } = page();
    state.reads = reads;
    watch.look();
    watch.look();
    await pass(3 * answersWithinMs);
    expect(state.reloads).toBe(1);
    expect(watch.stuck.get()).toBe(false);

    const after = page({ reloadedAt: clock.now });
    after.state.reads = reads;
    after.watch.look();
    await after.pass(3 * answersWithinMs);
    expect(after.state.reloads).toBe(0);
    expect(after.watch.stuck.get()).toBe(true);
    after.state.reads = "answers";
    after.watch.look();
    await after.pass(0);
    expect(after.watch.stuck.get()).toBe(false);
    after.state.reads = reads;
    await after.pass(reloadEveryMs);
    after.watch.look();
    await after.pass(3 * answersWithinMs);
    expect(after.state.reloads).toBe(1);
  },
);

test("[R26] a database that answers late is no reason", async () => {
  const { state, watch, pass } = page();
  state.reads = "fails";
  watch.look();
  await pass(1_000);
  state.reads = "answers";
  await pass(10_000);
  expect(state.reloads).toBe(0);
  expect(watch.stuck.get()).toBe(false);
});

test("[R26] words that are kept nowhere are not reloaded away unasked", async () => {
  const { state, watch, pass } = page({ unkept: true });
  state.reads = "fails";
  watch.look();
  await pass(3 * answersWithinMs);
  expect(state.reloads).toBe(0);
  expect(watch.stuck.get()).toBe(true);
});
