import { siteStorage } from "../ui/browser-storage.ts";

/** That this is a shared computer, kept beside the databases too: a browser that clears them must not make it a private one. */
const key = "alcove.shared";

export function markShared(shared: boolean): void {
  if (shared) siteStorage().setItem(key, "yes");
  else siteStorage().removeItem(key);
}

export function isMarkedShared(): boolean {
  return siteStorage().getItem(key) === "yes";
}
