import { expect, test } from "vitest";
import { isSound } from "./sound.ts";

const page = '<!doctype html><div id="root"></div>';
const portal = "<!doctype html><h1>Please accept our terms</h1>";

test.each([
  ["the app's own files", [["/index.html", "text/html", page]], true],
  ["somebody else's page for the page", [["/index.html", "text/html", portal]], false],
  ["a page for a script", [["/assets/main.js", "text/html; charset=utf-8", portal]], false],
  ["a page for a style sheet", [["/assets/main.css", "text/html", portal]], false],
  ["a script named the old way", [["/assets/main.js", "application/x-javascript", "0"]], true],
  ["nothing", [], true],
] as const)("[T16] an unverified install that holds %s: sound %s", async (_, files, sound) => {
  expect(await isSound(holding("workbox-precache-v2-https://desk.example/", files))).toBe(sound);
});

test("[T16] only what an unverified version kept is looked at", async () => {
  const caches = holding("somebody-elses", [["/assets/main.js", "text/html", portal]]);
  expect(await isSound(caches)).toBe(true);
});

type File = readonly [path: string, type: string, body: string];

/** A cache storage with one cache. */
function holding(name: string, files: readonly File[]): CacheStorage {
  const responses = new Map(
    files.map(([path, type, body]) => [
      `https://desk.example${path}?__WB_REVISION__=1`,
      new Response(body, { headers: { "Content-Type": type } }),
    ]),
  );
  const cache = {
    keys: async () => [...responses.keys()].map((url) => new Request(url)),
    match: async (request: Request) => responses.get(request.url),
  };
  return { keys: async () => [name], open: async () => cache } as unknown as CacheStorage;
}
