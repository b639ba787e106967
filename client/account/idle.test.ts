import { expect, test } from "vitest";
import { idleMs, isIdle, isNewStart, lastActivity, markHere, markStarted } from "./idle.ts";

function storage(): Storage {
  const values = new Map<string, string>();
  return {
    get length() {
      return values.size;
    },
    clear: () => values.clear(),
    getItem: (key) => values.get(key) ?? null,
    key: (index) => [...values.keys()][index] ?? null,
    removeItem: (key) => void values.delete(key),
    setItem: (key, value) => void values.set(key, value),
  };
}

test("[U7] fifteen minutes without anybody are idle, and an unknown time is", () => {
  const local = storage();
  expect(isIdle(lastActivity(local), 0)).toBe(true);
  markHere(1_000, local);
  expect(isIdle(lastActivity(local), 1_000 + idleMs - 1)).toBe(false);
  expect(isIdle(lastActivity(local), 1_000 + idleMs)).toBe(true);
});

test("[R19] on a shared computer a last time in the future counts as none at a start", () => {
  const tab = storage();
  markStarted(tab);
  expect(isNewStart({ tab, beside: true, last: 2_000, now: 1_000 })).toBe(true);
});

test("[U8] a reload is no new start, nor is a tab beside another; a tab alone is", () => {
  const tab = storage();
  const start = { tab, beside: false, last: 1_000, now: 2_000 };
  expect(isNewStart(start)).toBe(true);
  expect(isNewStart({ ...start, beside: true })).toBe(false);
  markStarted(tab);
  expect(isNewStart(start)).toBe(false);
  expect(isNewStart({ ...start, now: 1_000 + idleMs })).toBe(true);
  expect(isNewStart({ ...start, beside: true, last: null })).toBe(true);
});
