import { createSubject, type Subscribable } from "../sync/subscribable.ts";

/** Chromium's event; other browsers install from their menus. */
type InstallEvent = Event & { prompt(): Promise<{ outcome: "accepted" | "dismissed" }> };

export type InstallOffer = { install(): Promise<void> };

const offer = createSubject<InstallOffer | null>(null);

/** An offer to install the app, while the browser makes one; null before, after, and where it never does. */
export const installOffer: Subscribable<InstallOffer | null> = offer;

/** Keeps the browser's offer for a place in the app instead of a bar over it. Call once, before React starts. */
export function listenForInstallOffer(target: Window = window): void {
  target.addEventListener("beforeinstallprompt", (event) => {
    if (!isInstallEvent(event)) return;
    event.preventDefault();
    offer.set({
      async install() {
        offer.set(null);
        await event.prompt();
      },
    });
  });
  target.addEventListener("appinstalled", () => offer.set(null));
}

function isInstallEvent(event: Event): event is InstallEvent {
  return "prompt" in event && typeof event.prompt === "function";
}
