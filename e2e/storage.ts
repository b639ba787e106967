import type { BrowserContext } from "@playwright/test";

/** The browser's own controls over what this page's site may keep, by the DevTools protocol. */
export type SiteStorage = {
  /** So many bytes and no more; null: as the browser thinks. Chromium looks again only when they run out, so set it early. */
  limit(bytes: number | null): Promise<void>;
  /** Writes until nothing more fits. The filling is in a database of its own. */
  fill(): Promise<void>;
  /** Takes every database of the site away, as a browser that runs out of space does. */
  clearDatabases(): Promise<void>;
};

/** @param origin of a site whose pages have kept nothing yet, if its room is to be limited */
export async function storageOf(context: BrowserContext, origin: string): Promise<SiteStorage> {
  // A page of its own, which keeps nothing itself and outlives what the app's pages go through.
  const page = await context.newPage();
  await page.goto(`${origin}/healthz`);
  const cdp = await context.newCDPSession(page);
  return {
    async limit(bytes) {
      const quotaSize = bytes === null ? {} : { quotaSize: bytes };
      await cdp.send("Storage.overrideQuotaForOrigin", { origin, ...quotaSize });
    },
    fill: () => page.evaluate(fillUp),
    async clearDatabases() {
      await cdp.send("Storage.clearDataForOrigin", { origin, storageTypes: "indexeddb" });
    },
  };
}

async function fillUp(): Promise<void> {
  const opening = indexedDB.open("filling", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("bytes", { autoIncrement: true });
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const add = (bytes: number) =>
    new Promise<boolean>((resolve) => {
      const writing = db.transaction("bytes", "readwrite");
      writing.objectStore("bytes").add(crypto.getRandomValues(new Uint8Array(bytes)));
      writing.oncomplete = () => resolve(true);
      writing.onabort = () => resolve(false);
    });
  for (const bytes of [65_536, 4_096, 256, 16]) {
    for (let row = 0; row < 1_000; row++) if (!(await add(bytes))) break;
  }
  db.close();
}
