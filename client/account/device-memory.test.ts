import "fake-indexeddb/auto";
import { expect, test, vi } from "vitest";
import type { Me } from "../replica/me.ts";
import { deviceMemory } from "./device-memory.ts";

const ada: Me = { id: "ada", name: "Ada", role: "counselor", email: "ada@campus.example", status: "active" };

test("who is here comes back as they were, with what they said of the computer", async () => {
  expect(await deviceMemory.known()).toBeNull();
  const known = { me: ada, shared: true, ended: "suspended" } as const;
  await deviceMemory.remember(known);
  expect(await deviceMemory.known()).toEqual(known);
  await deviceMemory.forget();
  expect(await deviceMemory.known()).toBeNull();
});

test("[U17] a sign-out the server has not heard of is owed until it is told", async () => {
  expect(await deviceMemory.owesSignOut()).toBe(false);
  await deviceMemory.setOwesSignOut(true);
  await deviceMemory.forget();
  expect(await deviceMemory.owesSignOut()).toBe(true);
  await deviceMemory.setOwesSignOut(false);
  expect(await deviceMemory.owesSignOut()).toBe(false);
});

test("[R10] nobody to forget is nothing to write, and the last is deleted: a full device takes no write", async () => {
  await deviceMemory.rememberLeft({ me: ada, shared: true, ended: null });
  const put = vi.spyOn(IDBObjectStore.prototype, "put");
  await deviceMemory.forgetLeft(() => false);
  expect(await deviceMemory.left()).toHaveLength(1);
  await deviceMemory.forgetLeft(() => true);
  await deviceMemory.forgetLeft(() => true);
  expect(await deviceMemory.left()).toEqual([]);
  expect(put).not.toHaveBeenCalled();
  put.mockRestore();
});
