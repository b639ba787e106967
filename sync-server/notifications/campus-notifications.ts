import { type CampusNotifications, campusNotifications } from "../../shared/notifications/answers.ts";
import type { Db } from "../accounts/database.ts";
import { storedSettings, storeSettings } from "../audit/store-settings.ts";

/** What holds until an admin has set it. */
const defaults: CampusNotifications = { crisisRepeatMinutes: 5 };

/** What admins set about notifications for the whole campus. */
export function readCampusNotifications(db: Db): CampusNotifications {
  return storedSettings(db, "notifications", campusNotifications) ?? defaults;
}

export function storeCampusNotifications(db: Db, value: CampusNotifications, by: string): void {
  storeSettings(db, { key: "notifications", value, by });
}
