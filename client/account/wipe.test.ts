import "fake-indexeddb/auto";
import { afterEach, expect, test, vi } from "vitest";
import { openReplica, replicasOnDevice } from "../replica/database.ts";
import type { Me } from "../replica/me.ts";
import { builtInCampus } from "./built-in-campus.ts";
import { deviceMemory } from "./device-memory.ts";
import { wipeDevice, wipeShared } from "./wipe.ts";

const ada: Me = { id: "ada", name: "Ada", role: "student", email: "ada@campus.example", status: "active" };
const precache = "workbox-precache-v2-https://desk.campus.example/";

afterEach(() => vi.unstubAllGlobals());

/** The parts of a browser that hold a person's things, beside IndexedDB. */
function browser() {
  const storage = () => {
    const values = new Map([["mantine-color-scheme-value", "dark"]]);
    return { size: () => values.size, clear: () => values.clear() };
  };
  const stores = { local: storage(), session: storage() };
  const names = new Set([precache, "attachments-ada"]);
  const caches = { keys: async () => [...names], delete: async (name: string) => names.delete(name) };
  const close = vi.fn();
  const registration = { getNotifications: async () => [{ close }] };
  vi.stubGlobal("localStorage", stores.local);
  vi.stubGlobal("sessionStorage", stores.session);
  vi.stubGlobal("caches", caches);
  vi.stubGlobal("window", { caches });
  vi.stubGlobal("navigator", { serviceWorker: { getRegistration: async () => registration } });
  return { stores, names, close };
}

test("[U16] after a wipe only the app itself and what the campus tells anybody are left", async () => {
  const { stores, names, close } = browser();
  const replica = openReplica(ada.id);
  await replica.drafts.put({ key: "ask", text: "private words", at: 1 });
  replica.close();
  await deviceMemory.remember({ me: ada, shared: false, ended: null });
  await deviceMemory.rememberCampus({ ...builtInCampus, name: "North" });
  expect(await replicasOnDevice()).toEqual([ada.id]);

  await wipeDevice(ada.id);

  expect(await replicasOnDevice()).toEqual([]);
  expect(await deviceMemory.known()).toBeNull();
  expect((await deviceMemory.campus())?.name).toBe("North");
  expect([...names]).toEqual([precache]);
  expect(stores.local.size() + stores.session.size()).toBe(0);
  expect(close).toHaveBeenCalledOnce();
});

test("[D20] a wipe of one person leaves the unsent words of another", async () => {
  browser();
  const other = { ...ada, id: "bo" };
  const replica = openReplica(other.id);
  await replica.drafts.put({ key: "ask", text: "private words", at: 1 });
  replica.close();
  await deviceMemory.rememberLeft({ me: other, shared: false, ended: null });
  for (const personId of [ada.id, null]) {
    await wipeDevice(personId);
    expect(await replicasOnDevice()).toEqual([other.id]);
  }
  await deviceMemory.rememberLeft({ me: other, shared: true, ended: null });
  await wipeShared();
  expect(await replicasOnDevice()).toEqual([]);
});

test("a wipe does not wait for somebody who still has the database open", async () => {
  browser();
  const replica = openReplica(ada.id);
  await replica.open();
  await wipeDevice(ada.id);
  expect(await replicasOnDevice()).toEqual([]);
  replica.close();
});
