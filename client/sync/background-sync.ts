import { outboxSync } from "./outbox-sync.ts";

/** Where the browser offers it; `sync` is not in TypeScript's own list. */
type WithSync = ServiceWorkerRegistration & { sync: { register(tag: string): Promise<void> } };

/** Known beforehand, because a page that goes away has no time left to look for it. */
let registration: ServiceWorkerRegistration | null = null;

/** Looks for the service worker now, so that it is there when the page goes away. */
export function prepareBackgroundSync(): void {
  navigator.serviceWorker?.ready.then(
    (ready) => {
      registration = ready;
    },
    () => {},
  );
}

/**
 * Asks the browser to wake the service worker as soon as there is a network. Where it does not offer that, or the
 * person has not granted it, the outbox waits for the next tab.
 */
export function askForBackgroundSync(): void {
  if (registration === null || !offersSync(registration)) return;
  registration.sync.register(outboxSync).catch(() => {});
}

function offersSync(ready: ServiceWorkerRegistration): ready is WithSync {
  return "sync" in ready;
}
