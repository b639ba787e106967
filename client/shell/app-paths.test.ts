import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { appPaths, isAppPath } from "./app-paths.ts";

test("[T17] the screens' addresses are those of the routes, and no other page is taken for one", () => {
  const routes = readFileSync(new URL("routes.tsx", import.meta.url), "utf8");
  const firsts = [...routes.matchAll(/path="\/([^/"]+)/g)].map((match) => match[1] ?? "");
  expect(firsts.length).toBeGreaterThan(0);
  expect([...new Set(firsts)].sort()).toEqual([...appPaths]);
  expect(["/", "/queue/mine", "/tickets/1"].map(isAppPath)).toEqual([true, true, true]);
  expect(["/oauth2/sign_in", "/queues", "/api/return"].map(isAppPath)).toEqual([false, false, false]);
});
