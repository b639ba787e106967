import { createRequire } from "node:module";
import type { CompatData, CompatStatement, Identifier } from "@mdn/browser-compat-data";
import { oldestBrowsers } from "../client/oldest-browsers.ts";

const data: CompatData = createRequire(import.meta.url)("@mdn/browser-compat-data");

/** How people write the one object of an interface. */
const singletons: Record<string, string> = {
  Crypto: "crypto",
  Document: "document",
  IDBFactory: "indexedDB",
  Navigator: "navigator",
  Performance: "performance",
  ServiceWorkerRegistration: "registration",
  StorageManager: "storage",
  Window: "(?:window|globalThis|self)",
};

/**
 * What built code uses that one of the oldest browsers does not have, by MDN's data: globals, static members, members
 * of the usual singletons, and methods of the language's own objects whose name no older method has.
 * @returns names as MDN writes them, such as `Promise.withResolvers`
 */
export function newerFeatures(code: string): string[] {
  const found = new Set<string>();
  const uses = (name: string, pattern: string) => {
    if (new RegExp(pattern).test(code)) found.add(name);
  };
  const builtins = data.javascript.builtins ?? {};
  const olderMethods = new Set(
    [...membersOf(builtins), ...membersOf(data.api)]
      .filter(({ compat, isStatic }) => !isStatic && isOldEnough(compat))
      .map(({ member }) => member),
  );
  for (const tree of [builtins, data.api]) {
    for (const [name, node] of Object.entries(tree)) {
      const compat = (node as Identifier).__compat;
      if (compat !== undefined && !isOldEnough(compat)) {
        uses(name, `\\bnew ${name}\\b|(?<![\\w$.])${name}\\.\\w|(?:globalThis|window|self)\\.${name}\\b`);
      }
    }
    for (const { owner, member, isStatic, compat } of membersOf(tree)) {
      if (isOldEnough(compat)) continue;
      const object = isStatic ? owner : singletons[owner];
      if (object !== undefined) uses(`${owner}.${member}`, `(?<![\\w$])${object}\\??\\.${member}\\b`);
      else if (tree === builtins && !olderMethods.has(member)) uses(`${owner}.${member}`, `\\.${member}\\(`);
      if (owner === "Window") uses(`${owner}.${member}`, `(?<![\\w$."'])${member}\\(`);
    }
  }
  return [...found].sort();
}

function membersOf(tree: Identifier) {
  return Object.entries(tree).flatMap(([owner, node]) =>
    Object.entries(node).flatMap(([key, { __compat: compat }]) => {
      const member = key.replace(/_static$/, "");
      if (compat === undefined || member === owner || !/^\w+$/.test(member) || key.endsWith("_event"))
        return [];
      return [{ owner, member, isStatic: key.endsWith("_static"), compat }];
    }),
  );
}

function isOldEnough({ support }: CompatStatement): boolean {
  return (["chrome", "firefox", "safari"] as const).every((browser) =>
    [support[browser] ?? []].flat().some((part) => {
      if (typeof part.version_added !== "string" || part.flags || part.prefix || part.alternative_name) {
        return false;
      }
      if (part.version_removed) return false;
      return Number.parseFloat(part.version_added.replace("≤", "")) <= Number(oldestBrowsers[browser]);
    }),
  );
}
