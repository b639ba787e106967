import type { Db } from "../accounts/database.ts";
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
