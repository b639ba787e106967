import { z } from "zod";
import type { Db } from "../accounts/database.ts";
import { storedSettings, storeSettings } from "../audit/store-settings.ts";
import { type MadeBy, type MeetingProvider, madeBy } from "./provider.ts";

/** What admins choose for the whole campus. */
export const meetingSettingsSchema = z.strictObject({
  /** Who makes the links; `none`: the counselor pastes one. */
  provider: z.enum([...madeBy, "none"]),
  /** May the student's mail address be given to the calendar service, which then invites them? */
  inviteStudent: z.boolean(),
});
export type MeetingSettings = z.output<typeof meetingSettingsSchema>;

/** The providers that this server is configured for. */
export type Providers = ReadonlyMap<MadeBy, MeetingProvider>;

/** As chosen; until then the first that is configured, and nobody is invited. What is configured no longer is off. */
export function readMeetingSettings(db: Db, providers: Providers): MeetingSettings {
  const chosen = storedSettings(db, "meetings", meetingSettingsSchema);
  const first = [...providers.keys()][0] ?? "none";
  if (chosen === undefined) return { provider: first, inviteStudent: false };
  const stands = chosen.provider === "none" || providers.has(chosen.provider);
  return stands ? chosen : { ...chosen, provider: "none" };
}

export function storeMeetingSettings(db: Db, settings: MeetingSettings, by: string): void {
  storeSettings(db, { key: "meetings", value: settings, by });
}
