import { expect, test } from "vitest";
import { readEnterSends, writeEnterSends } from "./enter-sends.ts";

function storage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

test("[D30] Enter breaks the line on a touch keyboard, whatever was chosen, and sends on a desktop unless it was", () => {
  const kept = storage();
  const [touch, desktop] = [() => true, () => false];
  expect([readEnterSends(kept, touch), readEnterSends(kept, desktop)]).toEqual([false, true]);
  writeEnterSends(false, kept);
  expect(readEnterSends(kept, desktop)).toBe(false);
  writeEnterSends(true, kept);
  expect([readEnterSends(kept, touch), readEnterSends(kept, desktop)]).toEqual([false, true]);
});
