import { deleteReplica, replicasOnDevice } from "../replica/database.ts";
import { siteStorage, tabStorage } from "../ui/browser-storage.ts";
import { deviceMemory } from "./device-memory.ts";

/** The app itself, the same for everybody; it must stay, so that signing in and the crisis lines work offline. */
const appShell = /^workbox-precache/;

/**
 * Deletes everything of every person from this device: databases, caches, storage, notifications. What stays is the
 * precached app and what the campus tells anybody.
 */
export async function wipeDevice(): Promise<void> {
  // First who is known here: if the tab dies now, the next start already finds nobody signed in.
  await deviceMemory.forget();
  siteStorage().clear();
  tabStorage().clear();
  for (const personId of await replicasOnDevice()) await deleteReplica(personId);
  await wipeCaches();
  await closeNotifications();
}

async function wipeCaches(): Promise<void> {
  if (!("caches" in window)) return;
  const names = await caches.keys();
  await Promise.all(names.filter((name) => !appShell.test(name)).map((name) => caches.delete(name)));
}

async function closeNotifications(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  const notifications = (await registration?.getNotifications?.()) ?? [];
  for (const notification of notifications) notification.close();
}
