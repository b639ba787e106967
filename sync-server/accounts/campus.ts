import { z } from "zod";
import { storedSettings, storeSettings } from "../audit/store-settings.ts";
import type { Db } from "./database.ts";

const text = (max: number) => z.string().trim().max(max);

/** What an admin sets for the whole campus. */
export const campusSchema = z.strictObject({
  name: text(100).min(1),
  /** Never empty: this is what a student in a crisis sees. `phone` is what the device dials. */
  crisisLines: z
    .array(
      z.strictObject({
        name: text(100).min(1),
        phone: text(32).regex(/^[+\d][\d ()./*#-]*$/, {
          error: "a crisis line needs a number that a phone can dial",
        }),
        note: text(300),
      }),
    )
    .min(1, { error: "at least one crisis line must stay" })
    .max(10),
  responseHours: text(300),
});
export type Campus = z.output<typeof campusSchema>;

/**
 * What stands there until an admin has set it. 112 is the emergency number of the EU and reaches help from mobile
 * phones in many other countries; no number is made up. An empty `phone` means: nothing to dial yet.
 */
export function defaultCampus(name: string): Campus {
  return {
    name,
    crisisLines: [
      {
        name: "Emergency services",
        phone: "112",
        note: "If a life is in danger now. Outside Europe your country's own emergency number may be another one.",
      },
      {
        name: "This campus's own crisis line",
        phone: "",
        note: "Your campus has not entered its crisis line yet. Until it does, call the emergency services or go to the nearest hospital.",
      },
    ],
    responseHours: "Your campus has not said yet when it answers. Messages are not read around the clock.",
  };
}

export function readCampus(db: Db, name: string): Campus {
  return storedSettings(db, "campus", campusSchema) ?? defaultCampus(name);
}

export function storeCampus(db: Db, campus: Campus, by: string | null): void {
  storeSettings(db, { key: "campus", value: campus, by });
}
