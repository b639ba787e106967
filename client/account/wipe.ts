import { deleteReplica, replicasOnDevice } from "../replica/database.ts";
import { siteStorage, tabStorage } from "../ui/browser-storage.ts";
import { deviceMemory } from "./device-memory.ts";

/** The app itself, the same for everybody; it must stay, so that signing in and the crisis lines work offline. */
const appShell = /^workbox-precache/;

/**
 * Deletes everything of this person from the device: database, caches, storage, notifications. What stays is the
 * precached app, what the campus tells anybody, and unsent words of others, who were not asked.
 * @param personId null where the device no longer knows whose things these are
 */
export async function wipeDevice(personId: string | null): Promise<void> {
  // First who is known here: if the tab dies now, the next start already finds nobody signed in.
  await deviceMemory.forget();
  siteStorage().clear();
  tabStorage().clear();
  const others = new Set((await deviceMemory.left()).map(({ me }) => me.id));
  if (personId !== null) others.delete(personId);
  for (const id of await replicasOnDevice()) {
    if (id === personId || (personId === null && !others.has(id))) await deleteReplica(id);
  }
  await deviceMemory.forgetLeft(({ me }) => me.id === personId);
  await wipeTraces();
}

/** Shared computers: whoever left words here under that promise is wiped with it. */
export async function wipeShared(): Promise<void> {
  const shared = (await deviceMemory.left()).filter((who) => who.shared);
  for (const { me } of shared) await deleteReplica(me.id);
  await deviceMemory.forgetLeft((who) => who.shared);
}

/** What else may show something of a person: caches beside the app's own, and notifications on the screen. */
export async function wipeTraces(): Promise<void> {
  await wipeCaches();
  await closeNotifications();
}

async function wipeCaches(): Promise<void> {
  if (!("caches" in globalThis)) return;
  const names = await caches.keys();
  await Promise.all(names.filter((name) => !appShell.test(name)).map((name) => caches.delete(name)));
}

async function closeNotifications(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  const notifications = (await registration?.getNotifications?.()) ?? [];
  for (const notification of notifications) notification.close();
}
