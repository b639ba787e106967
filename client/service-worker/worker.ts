import type { PrecacheEntry } from "workbox-precaching";
import { z } from "zod";
import { endedInWorker } from "../account/ended-in-worker.ts";
import { browserEngine } from "../sync/browser-engine.ts";
import { outboxSync } from "../sync/outbox-sync.ts";
import { realSchedule } from "../sync/scheduler.ts";
import { drainOutbox, readAccount } from "./drain.ts";
import { servePrecache } from "./precache.ts";
import { listenForPush } from "./push.ts";

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (PrecacheEntry | string)[] };

/** Background sync's event, which TypeScript does not know. */
type SyncEvent = ExtendableEvent & { readonly tag: string };

/** What only the server can answer. Who is signed in and what the campus says is kept in the device's database. */
const serversOwn = [/^\/api\//, /^\/calendar\//, /^\/sync(\/|$)/, /^\/(healthz|readyz|metrics)$/];

/** Milliseconds for the server to say who is signed in. */
const patience = 15_000;

// zod would compile its parsers with `new Function`, which the CSP forbids.
z.config({ jitless: true });

servePrecache(self, self.__WB_MANIFEST, serversOwn);

// The first page of a first visit works offline too, without waiting for a reload.
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// A new version takes over only when a person has asked for it: never in the middle of a draft.
self.addEventListener("message", ({ data }: ExtendableMessageEvent) => {
  const asked: unknown = data;
  if (typeof asked === "object" && asked !== null && "type" in asked && asked.type === "SKIP_WAITING") {
    void self.skipWaiting();
  }
});

listenForPush(self);

self.addEventListener("sync", (event) => {
  if (isSync(event) && event.tag === outboxSync) event.waitUntil(drain());
});

function isSync(event: Event): event is SyncEvent {
  return event instanceof ExtendableEvent && "tag" in event;
}

/** @throws when something still waits: the browser then tries again later. */
async function drain(): Promise<void> {
  const outcome = await drainOutbox({
    locks: self.navigator.locks,
    whoAmI: async () =>
      readAccount(
        await fetch("/api/me", {
          credentials: "same-origin",
          cache: "no-store",
          signal: AbortSignal.timeout(patience),
        }),
      ),
    notAdmitted: endedInWorker,
    engineFor: browserEngine,
    schedule: realSchedule,
  });
  if (outcome === "again") throw new Error("the outbox still waits");
}
