import { ownZone } from "../ui/time-words.ts";

/**
 * The zones a session can be planned in: one's own first, the one it has, UTC, then all this device knows.
 * @param chosen is always among them, also when this device does not list it
 */
export function zoneChoices(chosen: string, before: string | null): { value: string; label: string }[] {
  const first = [ownZone(), before, chosen, "UTC"].filter((zone) => zone !== null);
  const all = [...new Set([...first, ...Intl.supportedValuesOf("timeZone")])];
  return all.map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }));
}
