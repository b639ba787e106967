import { siteStorage } from "./browser-storage.ts";

/** Of this device, not of the person: it says nothing about anybody, and goes with everything else at sign-out. */
const key = "alcove.shortcuts";

export function readShortcutsOn(storage: Pick<Storage, "getItem"> = siteStorage()): boolean {
  return storage.getItem(key) !== "off";
}

export function writeShortcutsOn(on: boolean, storage: Pick<Storage, "setItem"> = siteStorage()): void {
  storage.setItem(key, on ? "on" : "off");
}
