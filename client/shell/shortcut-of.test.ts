import { expect, test } from "vitest";
import { shortcutOf } from "./shortcut-of.ts";

const press = (key: string, more = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  defaultPrevented: false,
  ...more,
});

test("single keys have their meaning", () => {
  expect(shortcutOf(press("?"), false, true)).toBe("sheet");
  expect(shortcutOf(press("/"), false, true)).toBe("search");
  expect(shortcutOf(press("x"), false, true)).toBeNull();
});

test("[U12] no single key does anything while somebody types, or when switched off", () => {
  expect(shortcutOf(press("?"), true, true)).toBeNull();
  expect(shortcutOf(press("?"), false, false)).toBeNull();
  expect(shortcutOf(press("/", { ctrlKey: true }), false, true)).toBeNull();
  expect(shortcutOf(press("/", { defaultPrevented: true }), false, true)).toBeNull();
});
