import { afterEach, expect, test, vi } from "vitest";
import { siteStorage, tabStorage } from "./browser-storage.ts";

afterEach(() => vi.unstubAllGlobals());

test("[R17] where the browser forbids storage, what is noted lasts as long as the page", () => {
  for (const name of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(globalThis, name, {
      configurable: true,
      get() {
        throw new DOMException("Access is denied for this document.", "SecurityError");
      },
    });
  }
  siteStorage().setItem("a", "1");
  expect(siteStorage().getItem("a")).toBe("1");
  expect(tabStorage().getItem("a")).toBeNull();
  siteStorage().clear();
  expect(siteStorage().getItem("a")).toBeNull();
});

test("[R17] what does not fit is left out, and the old value with it", () => {
  const kept = new Map([["a", "old"]]);
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem() {
      throw new DOMException("full", "QuotaExceededError");
    },
    removeItem: (key: string) => kept.delete(key),
  });
  siteStorage().setItem("a", "new");
  expect(siteStorage().getItem("a")).toBeNull();
});
