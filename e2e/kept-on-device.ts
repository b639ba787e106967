import type { Page } from "@playwright/test";

/** Which of these words the device keeps, whoever may have put them there, each with the places it is in. */
export async function foundOnDevice(page: Page, words: readonly string[]): Promise<Record<string, string[]>> {
  const lines = (await page.evaluate(keptOnDevice)).split("\n");
  const found: Record<string, string[]> = {};
  for (const word of words) {
    const places = lines.filter((line) => line.includes(word)).map((line) => line.slice(0, 100));
    if (places.length > 0) found[word] = places;
  }
  return found;
}

/** Runs in a page. @returns everything that its origin keeps on the device, as text to search in: one line per place */
export async function keptOnDevice(): Promise<string> {
  const lines: string[] = [];
  const readable = (value: unknown): unknown => {
    if (value instanceof ArrayBuffer) return new TextDecoder().decode(value);
    if (ArrayBuffer.isView(value)) return new TextDecoder().decode(value);
    if (value instanceof Blob) return `blob of ${value.size} bytes`;
    if (Array.isArray(value)) return value.map(readable);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, readable(each)]));
  };
  const done = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  for (const { name } of await indexedDB.databases()) {
    if (name === undefined) continue;
    const db = await done(indexedDB.open(name));
    for (const store of db.objectStoreNames) {
      const rows: unknown[] = await done(db.transaction(store).objectStore(store).getAll());
      for (const row of rows) lines.push(`indexedDB ${name} ${store} ${JSON.stringify(readable(row))}`);
    }
    db.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      const type = answer?.headers.get("content-type") ?? "";
      const body = /json|text|javascript|html/.test(type) ? await answer?.text() : "";
      lines.push(`cache ${name} ${request.url} ${body?.replaceAll("\n", " ")}`);
    }
  }
  for (const [kind, storage] of Object.entries({ localStorage, sessionStorage })) {
    for (const key of Object.keys(storage)) lines.push(`${kind} ${key} ${storage.getItem(key)}`);
  }
  return lines.join("\n");
}

/** Rows in the outboxes of this device: what the server has not taken yet, or the feed not brought back. */
export async function waitingOnDevice(page: Page): Promise<number> {
  return page.evaluate(rowsInOutboxes);
}

/** Runs in a page. @returns rows in the outboxes of its origin */
export async function rowsInOutboxes(): Promise<number> {
  const done = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  let waiting = 0;
  for (const { name } of await indexedDB.databases()) {
    if (name === undefined) continue;
    const db = await done(indexedDB.open(name));
    if (db.objectStoreNames.contains("outbox")) {
      waiting += await done(db.transaction("outbox").objectStore("outbox").count());
    }
    db.close();
  }
  return waiting;
}
