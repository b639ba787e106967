import { z } from "zod";
import { type Preferences, storedPreferences } from "../../shared/notifications/preferences.ts";
import { type QuietHours, quietHours } from "../../shared/notifications/quiet-hours.ts";
import type { Db } from "../accounts/database.ts";
import { prepareOnce } from "../store/prepared.ts";
import { jsonColumn } from "../store/sound-rows.ts";

/** How one person wants to be reached. */
export type PersonSettings = {
  preferences: Preferences;
  quiet: QuietHours | null;
  /** E.164, given by the person. */
  phone: string | null;
  onCall: boolean;
};

/** What of it cannot be read is as if it had not been chosen: nobody goes without notifications for it. */
const row = z.object({
  preferences: jsonColumn.pipe(storedPreferences).catch(() => storedPreferences.parse({})),
  // A zone that this machine has lost makes no hours rather than no notifications at all.
  quiet: jsonColumn.pipe(quietHours).nullable().catch(null),
  phone: z.string().nullable().catch(null),
  onCall: z
    .number()
    .transform((on) => on === 1)
    .catch(false),
});

export function readSettings(db: Db, person: string): PersonSettings {
  const found = prepareOnce(
    db,
    "SELECT preferences, quiet, phone, onCall FROM notification_settings WHERE person = ?",
  ).get(person);
  if (found !== undefined) return row.parse(found);
  return { preferences: storedPreferences.parse({}), quiet: null, phone: null, onCall: false };
}

/** Stores what is given and leaves the rest. */
export function storeSettings(db: Db, person: string, change: Partial<PersonSettings>): void {
  db.transaction(() => {
    const { preferences, quiet, phone, onCall } = { ...readSettings(db, person), ...change };
    prepareOnce(
      db,
      `INSERT OR REPLACE INTO notification_settings (person, preferences, quiet, phone, onCall)
       VALUES (?, ?, ?, ?, ?)`,
    ).run(
      person,
      JSON.stringify(preferences),
      quiet === null ? null : JSON.stringify(quiet),
      phone,
      onCall ? 1 : 0,
    );
  }).immediate();
}
