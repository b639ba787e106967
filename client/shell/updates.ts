import { createSubject, type Subscribable } from "../sync/subscribable.ts";

/** How often a page that stays open asks for a new version, in ms. */
const askEveryMs = 60 * 60_000;

export type UpdateOffer = { start(): void };
const offer = createSubject<UpdateOffer | null>(null);

/** A new version that waits for the person to start it; null while there is none. */
export const updateOffer: Subscribable<UpdateOffer | null> = offer;

/** Looks whether there is a new version; a page with no service worker has none but the server's own. */
let look: (() => Promise<void>) | null = null;

/**
 * Asks the server for a new version now. What is found is offered as any other.
 * @returns whether there is one to start
 */
export async function lookForUpdate(): Promise<boolean> {
  await look?.().catch(() => undefined);
  return offer.get() !== null;
}

/** Registers the service worker, which makes the whole app start with no network. */
export function registerServiceWorker(): void {
  if (!("serviceWorker" in navigator)) return;
  const controlled = navigator.serviceWorker.controller !== null;
  let reloading = false;
  // On a first visit the worker takes over a page that is already the newest: nothing to do then.
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (reloading) window.location.reload();
    else if (controlled) offer.set({ start: () => window.location.reload() });
  });
  const script = import.meta.env.DEV ? "/dev-sw.js?dev-sw" : "/worker.js";
  navigator.serviceWorker
    .register(script, { scope: "/", type: import.meta.env.DEV ? "module" : "classic" })
    .then((registration) => {
      const offerWaiting = () => {
        const { waiting, active } = registration;
        // On a first visit the worker waits for a moment too, before it takes over a page that is as new as itself.
        if (waiting === null || active === null || navigator.serviceWorker.controller === null) return;
        offer.set({
          start() {
            reloading = true;
            waiting.postMessage({ type: "SKIP_WAITING" });
          },
        });
      };
      offerWaiting();
      registration.addEventListener("updatefound", () => {
        const { installing } = registration;
        installing?.addEventListener("statechange", () => installing.state === "installed" && offerWaiting());
      });
      look = async () => {
        await registration.update();
        if (registration.installing !== null) await installed(registration.installing);
        offerWaiting();
      };
      setInterval(() => void lookForUpdate(), askEveryMs);
    })
    .catch((error: unknown) => {
      // Private windows of some browsers forbid workers: the app works, but does not start offline.
      console.warn("Alcove will not start without a network here:", error);
    });
}

/** Resolves when the worker is installed, or has failed to be. */
function installed(worker: ServiceWorker): Promise<void> {
  return new Promise((resolve) => {
    const settled = () => {
      if (worker.state !== "installing") resolve();
    };
    worker.addEventListener("statechange", settled);
    settled();
  });
}
