import { expect, test } from "vitest";
import { formerName, placeOf, todaysName } from "./zone-names.ts";
import { offsetAt } from "./zoned.ts";

test.each([
  ["Asia/Calcutta", "Asia/Kolkata", "Kolkata"],
  ["Europe/Kiev", "Europe/Kyiv", "Kyiv"],
  ["Asia/Saigon", "Asia/Ho_Chi_Minh", "Ho Chi Minh"],
  ["Europe/Berlin", "Europe/Berlin", "Berlin"],
])("[C8] %s is %s today, by the place %s", (zone, today, place) => {
  expect([todaysName(zone), placeOf(zone), placeOf(today)]).toEqual([today, place, place]);
});

test("[C8] no zone that this machine lists goes by a name that another of its names has replaced", () => {
  for (const zone of Intl.supportedValuesOf("timeZone")) {
    const today = todaysName(zone);
    if (today === zone) continue;
    expect(formerName(today)).toBe(zone);
    for (const at of [Date.UTC(2026, 0, 1), Date.UTC(2026, 6, 1)])
      expect(offsetAt(at, today)).toBe(offsetAt(at, zone));
  }
});
