import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "acorn";
import { oldestBrowsers } from "../client/oldest-browsers.ts";
import { expect, test } from "./desk.ts";
import { newerFeatures } from "./newer-features.ts";

const built = process.env.ALCOVE_CLIENT_DIR ?? fileURLToPath(new URL("../dist/client", import.meta.url));
const read = (name: string) => readFileSync(path.join(built, name), "utf8");

/** What is found, and why no browser stumbles over it. */
const guarded: Record<string, string> = {
  "AsyncDisposableStack.use": "a method of Dexie's and React's own",
  "DisposableStack.use": "a method of Dexie's and React's own",
  "Iterator.take": "a method of our own",
  "Iterator.toArray": "a method of Yjs's and Dexie's own",
  "Navigator.connection": "React asks for it first",
  "Navigator.userAgentData": "Floating UI asks for it first",
  "RegExp.escape": "its user has its own where it is not there",
  TouchEvent: "Mantine asks for it first",
  "Uint8Array.fromBase64": "js-base64 asks for it first",
  "Window.setImmediate": "Dexie and React ask for it first",
  trustedTypes: "ProseMirror asks for it first",
};

test("[E4] what is built uses nothing that the oldest browsers do not have, but what is guarded", () => {
  const scripts = readdirSync(built, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".js"),
  );
  const used = newerFeatures(scripts.map(read).join("\n"));
  expect(used).toEqual(Object.keys(guarded).sort());
});

test("[E4] a feature that is too new is found, however it is written", () => {
  const code = `const { promise } = Promise.try(() => 1); [1].values().drop(1);
    requestIdleCallback(go); navigator.userAgentData; new CloseWatcher()`;
  expect(newerFeatures(code)).toEqual([
    "CloseWatcher",
    "Iterator.drop",
    "Navigator.userAgentData",
    "Promise.try",
    "Window.requestIdleCallback",
  ]);
});

test("[E3] the check of the browser is written for any browser, and names what the build is for", () => {
  expect(() => parse(read("browser-check.js"), { ecmaVersion: 5 })).not.toThrow();
  const { chrome, edge, firefox, safari } = oldestBrowsers;
  expect(edge).toBe(chrome);
  const named = `Chrome or Edge ${chrome}, Firefox ${firefox}, or Safari ${safari}`;
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  for (const text of [read("index.html"), readme]) expect(text.replace(/\s+/g, " ")).toContain(named);
});

test("[E3] a browser that is too old gets words and lines to call, and no app", async ({ desk }) => {
  const visitor = await desk.visit("/crisis");
  const { page } = visitor;
  await page.addInitScript(() => Reflect.deleteProperty(AbortSignal, "any"));
  await page.route("**/api/campus", (route) =>
    route.fulfill({ json: { crisisLines: [{ name: "Night line", phone: "+47 (0) 815", note: "" }] } }),
  );
  await page.evaluate(async () => {
    for (const each of await navigator.serviceWorker.getRegistrations()) await each.unregister();
  });
  await visitor.goto("/");
  await expect(page.getByRole("heading", { name: "Your browser is too old for Alcove" })).toBeVisible();
  await expect(page.getByRole("link", { name: "112" })).toHaveAttribute("href", "tel:112");
  await expect(page.getByRole("link", { name: "+47 (0) 815" })).toHaveAttribute("href", "tel:+470815");
  await expect(page.locator("#root")).toBeEmpty();
});

test("[E3] an app that fails before its first screen shows lines to call, and no white page", async ({
  desk,
}) => {
  const { context, page, wire } = await desk.visit("/healthz");
  await context.route("**/assets/index-*.js", (route) => route.abort());
  await page.goto(wire.url);
  await expect(page.getByRole("heading", { name: "Alcove cannot start in this browser" })).toBeVisible();
  await expect(page.getByRole("link", { name: "112" })).toBeVisible();
});
