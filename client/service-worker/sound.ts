/** How the caches of versions that did not verify their files are named, by Workbox. */
const unverified = /^workbox-precache-/;

/** Content types of a script, in the ways that servers name them. */
const script = /^(text|application)\/(x-)?javascript\b/i;

/**
 * Whether what an unverified version keeps can be the app: its scripts are scripts, and its page has a place for the
 * app. A proxy's or portal's page that came in place of one of them is neither.
 */
export async function isSound(caches: CacheStorage): Promise<boolean> {
  for (const name of await caches.keys()) {
    if (!unverified.test(name)) continue;
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const response = await cache.match(request);
      if (response !== undefined && !(await canBe(new URL(request.url).pathname, response))) return false;
    }
  }
  return true;
}

async function canBe(path: string, response: Response): Promise<boolean> {
  const type = response.headers.get("Content-Type") ?? "";
  if (path.endsWith(".js")) return script.test(type);
  if (path.endsWith(".css")) return /^text\/css\b/i.test(type);
  if (path.endsWith("/index.html")) return (await response.clone().text()).includes('id="root"');
  return true;
}
