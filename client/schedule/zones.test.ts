import { expect, test } from "vitest";
import { zoneChoices } from "./zones.ts";

test("[C8] a zone is found by the name it has and by the one it had, and stands there once", () => {
  for (const zone of ["Asia/Calcutta", "Asia/Kolkata"]) {
    const choices = zoneChoices(zone, "Europe/Kiev");
    const india = choices.filter(({ label }) => /kolkata/i.test(label));
    expect(india).toEqual([{ value: zone, label: "Asia/Kolkata (Calcutta)" }]);
    expect(choices.filter(({ label }) => /kiev/i.test(label))).toEqual([
      { value: "Europe/Kiev", label: "Europe/Kyiv (Kiev)" },
    ]);
  }
});
