import { formerName, placeOf, todaysName } from "../../shared/calendar/zone-names.ts";
import { ownZone } from "../ui/time-words.ts";

/**
 * The zones a session can be planned in: one's own first, the one it has, UTC, then all this device knows. Each by the
 * name it has today, with the one it had beside it, so that a search finds it by both.
 * @param chosen is always among them, also when this device does not list it
 */
export function zoneChoices(chosen: string, before: string | null): { value: string; label: string }[] {
  const first = [chosen, ownZone(), before, "UTC"].filter((zone) => zone !== null);
  // Two names of one zone are one choice; the value stays as it came, since another device may know only that name.
  const byName = new Map<string, string>();
  for (const zone of [...first, ...Intl.supportedValuesOf("timeZone")])
    if (!byName.has(todaysName(zone))) byName.set(todaysName(zone), zone);
  const own = todaysName(ownZone());
  const choices = [...byName].map(([name, value]) => ({ value, label: labelOf(name) }));
  return [
    ...choices.filter(({ value }) => todaysName(value) === own),
    ...choices.filter(({ value }) => todaysName(value) !== own),
  ];
}

function labelOf(name: string): string {
  const former = formerName(name);
  const words = name.replaceAll("_", " ");
  const old = former?.split("/").at(-1)?.replaceAll("_", " ");
  return old === undefined || old === placeOf(name) ? words : `${words} (${old})`;
}
