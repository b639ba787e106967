import { z } from "zod";
import { fileBytes } from "../../shared/attachments/limits.ts";
import type { Db } from "../accounts/database.ts";
import { storedSettings, storeSettings } from "../audit/store-settings.ts";

/** What admins choose for the whole campus. Bytes of one file. */
export const attachmentSettingsSchema = z.strictObject({
  fileBytes: z.int().min(fileBytes.least).max(fileBytes.most),
});
export type AttachmentSettings = z.output<typeof attachmentSettingsSchema>;

export function readAttachmentSettings(db: Db): AttachmentSettings {
  return storedSettings(db, "attachments", attachmentSettingsSchema) ?? { fileBytes: fileBytes.usual };
}

export function storeAttachmentSettings(db: Db, settings: AttachmentSettings, by: string): void {
  storeSettings(db, { key: "attachments", value: settings, by });
}
