import { siteStorage } from "./browser-storage.ts";

/** Of this device: whether Enter sends a message, or breaks the line. */
const key = "alcove.enter";

/** Without a key for breaking the line, as on a phone, Enter must do that. */
const touch = "(hover: none) and (pointer: coarse)";

/** Is this a device that people type on by touch? */
export function onTouch(): boolean {
  return window.matchMedia(touch).matches;
}

export function readEnterSends(
  storage: Pick<Storage, "getItem"> = siteStorage(),
  isTouch: () => boolean = onTouch,
): boolean {
  return !isTouch() && storage.getItem(key) !== "breaks";
}

export function writeEnterSends(sends: boolean, storage: Pick<Storage, "setItem"> = siteStorage()): void {
  storage.setItem(key, sends ? "sends" : "breaks");
}
