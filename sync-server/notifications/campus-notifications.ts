import { z } from "zod";
import { type CampusNotifications, campusNotifications } from "../../shared/notifications/answers.ts";
import type { Db } from "../accounts/database.ts";
import { storeSettings } from "../audit/store-settings.ts";

/** What holds until an admin has set it. */
const defaults: CampusNotifications = { crisisRepeatMinutes: 5 };

/** What admins set about notifications for the whole campus. */
export function readCampusNotifications(db: Db): CampusNotifications {
  const stored = db.prepare("SELECT value FROM settings WHERE key = 'notifications'").pluck().get();
  return stored === undefined ? defaults : campusNotifications.parse(JSON.parse(z.string().parse(stored)));
}

export function storeCampusNotifications(db: Db, value: CampusNotifications, by: string): void {
  storeSettings(db, { key: "notifications", value, by });
}
