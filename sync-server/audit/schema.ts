import type { Db } from "../accounts/database.ts";

/** One step per released change; a step is never edited, only followed by another. */
const steps: readonly string[] = [
  `
  CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    actor TEXT,
    deed TEXT NOT NULL,
    subject TEXT,
    detail TEXT NOT NULL
  ) STRICT;

  -- REPLACE deletes without the trigger of deletes.
  CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit
  WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'the audit log is only appended to');
  END;
  CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit log is only appended to');
  END;
  CREATE TRIGGER audit_is_not_shortened BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit log is only appended to');
  END;
  `,
];

/** The version that the part `audit` has once `migrateAudit` is done. */
export const auditSchema = steps.length;

/** Brings the audit log's table to the present form. Safe to repeat. */
export function migrateAudit(db: Db): void {
  db.transaction(() => {
    db.exec(
      "CREATE TABLE IF NOT EXISTS schema_version (part TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT",
    );
    const row = db.prepare("SELECT version FROM schema_version WHERE part = 'audit'").pluck().get();
    for (const step of steps.slice(typeof row === "number" ? row : 0)) db.exec(step);
    db.prepare("INSERT OR REPLACE INTO schema_version (part, version) VALUES ('audit', ?)").run(auditSchema);
  }).immediate();
}
