import type { z } from "zod";
import type { Db } from "../accounts/database.ts";
import { jsonColumn, leftOut } from "../store/sound-rows.ts";
import { recordAudit } from "./audit-log.ts";

/** Stores what an admin chose for the whole campus, with its row of the audit log. */
export function storeSettings(
  db: Db,
  { key, value, by }: { key: string; value: object; by: string | null },
): void {
  db.transaction(() => {
    db.prepare("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)").run(key, JSON.stringify(value));
    recordAudit(db, { actor: by, deed: "settings.changed", subject: null, detail: { settings: key } });
  }).immediate();
}

/** What an admin chose, or undefined: nothing yet, or something that this version cannot read, which the log is told. */
export function storedSettings<Schema extends z.ZodType>(
  db: Db,
  key: string,
  schema: Schema,
): z.output<Schema> | undefined {
  const row = db.prepare("SELECT value FROM settings WHERE key = ?").pluck().get(key);
  if (row === undefined) return undefined;
  const result = jsonColumn.pipe(schema).safeParse(row);
  if (!result.success)
    leftOut(db, `The settings of "${key}" cannot be read, and their defaults hold until they are set again`);
  return result.data;
}
