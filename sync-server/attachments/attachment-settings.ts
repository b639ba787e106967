import { z } from "zod";
import { fileBytes } from "../../shared/attachments/limits.ts";
import type { Db } from "../accounts/database.ts";
import { storeSettings } from "../audit/store-settings.ts";

/** What admins choose for the whole campus. Bytes of one file. */
export const attachmentSettingsSchema = z.strictObject({
  fileBytes: z.int().min(fileBytes.least).max(fileBytes.most),
});
export type AttachmentSettings = z.output<typeof attachmentSettingsSchema>;

export function readAttachmentSettings(db: Db): AttachmentSettings {
  const stored = z
    .string()
    .optional()
    .parse(db.prepare("SELECT value FROM settings WHERE key = 'attachments'").pluck().get());
  if (stored === undefined) return { fileBytes: fileBytes.usual };
  return attachmentSettingsSchema.parse(JSON.parse(stored));
}

export function storeAttachmentSettings(db: Db, settings: AttachmentSettings, by: string): void {
  storeSettings(db, { key: "attachments", value: settings, by });
}
