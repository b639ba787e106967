import { setCacheNameDetails } from "workbox-core";
import {
  addPlugins,
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  type PrecacheEntry,
  precacheAndRoute,
} from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { isAppPath } from "../shell/app-paths.ts";
import { isSound } from "./sound.ts";

/** Caches whose files were held against the hashes of the build. Those of earlier versions were not, and are dropped. */
const verified = "alcove-verified";

/**
 * Keeps every file of the app on the device and answers from there. Each entry carries its `integrity`, so a file is
 * what was built or the install fails and the version before goes on.
 * @param serversOwn paths of navigations that only the server can answer
 */
export function servePrecache(
  self: ServiceWorkerGlobalScope,
  manifest: (PrecacheEntry | string)[],
  serversOwn: RegExp[],
): void {
  setCacheNameDetails({ prefix: verified });
  addPlugins([{ requestWillFetch: ({ request }) => pastBadCopy(request) }]);
  precacheAndRoute(manifest);
  cleanupOutdatedCaches();
  mendUnsound(self);
  // In development the manifest is empty and Vite serves the page.
  if (!import.meta.env.PROD) return;
  const page = createHandlerBoundToURL("/index.html");
  const fromCacheOrServer: typeof page = async (options) => {
    // A proxy in front may have pages of its own at this origin; with no network the app says that there is nothing.
    if (!isAppPath(options.url.pathname)) return fetch(options.request).catch(() => page(options));
    try {
      return await page(options);
    } catch {
      // The browser cleared the cache and the server has another version's page: that one starts as well.
      return fetch(options.request);
    }
  };
  registerRoute(new NavigationRoute(fromCacheOrServer, { denylist: serversOwn }));
}

/**
 * The browser's HTTP cache may hold somebody else's page under a file's address, and would hand it out at each try:
 * what it holds is used only where it is what the manifest says.
 */
async function pastBadCopy(request: Request): Promise<Request> {
  if (request.integrity === "" || request.cache !== "default") return request;
  try {
    await fetch(new Request(request, { cache: "only-if-cached", mode: "same-origin" }));
    return request;
  } catch {
    return new Request(request, { cache: "reload" });
  }
}

/**
 * A version that was installed before files were verified may hold somebody else's page and stay blank, so that nobody
 * can start the new one from it. Then the new one starts by itself, and the blank pages load again.
 */
function mendUnsound(self: ServiceWorkerGlobalScope): void {
  let mending = false;
  self.addEventListener("install", (event) => {
    event.waitUntil(
      isSound(self.caches).then((sound) => {
        mending = !sound;
        return mending ? self.skipWaiting() : undefined;
      }),
    );
  });
  self.addEventListener("activate", (event) => {
    if (mending) event.waitUntil(reloadPages(self));
  });
}

async function reloadPages(self: ServiceWorkerGlobalScope): Promise<void> {
  await self.clients.claim();
  for (const client of await self.clients.matchAll({ type: "window" })) {
    // Not awaited: the page is answered by this worker, which must be active first. One that is being left goes nowhere.
    void client.navigate(client.url).catch(() => undefined);
  }
}
