import type { Db } from "../accounts/database.ts";

/** One step per released change; a step is never edited, only followed by another. */
const steps: readonly string[] = [
  `
  CREATE TABLE notices (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    ticket TEXT NOT NULL,
    actor TEXT,
    message TEXT,
    at INTEGER NOT NULL,
    readAt INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX notices_by_person ON notices (person, at);
  CREATE INDEX notices_by_ticket ON notices (ticket, person, kind);

  CREATE TABLE notification_settings (
    person TEXT PRIMARY KEY REFERENCES "user" (id) ON DELETE CASCADE,
    preferences TEXT NOT NULL DEFAULT '{}',
    quiet TEXT,
    phone TEXT,
    onCall INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE push_subscriptions (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
    endpoint TEXT NOT NULL UNIQUE,
    p256dh TEXT NOT NULL,
    auth TEXT NOT NULL,
    signIn TEXT,
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX push_subscriptions_by_person ON push_subscriptions (person);

  CREATE TABLE mail_bounces (
    person TEXT PRIMARY KEY REFERENCES "user" (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    at INTEGER NOT NULL,
    detail TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE deliveries (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL,
    channel TEXT NOT NULL,
    ticket TEXT,
    kind TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('sending', 'sent')),
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX deliveries_by_ticket ON deliveries (ticket, person, kind, at);

  CREATE TABLE pages (
    ticket TEXT PRIMARY KEY,
    entry TEXT NOT NULL,
    raisedAt INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE paged (
    ticket TEXT NOT NULL REFERENCES pages (ticket) ON DELETE CASCADE,
    person TEXT NOT NULL,
    PRIMARY KEY (ticket, person)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE calendar_feeds (
    person TEXT PRIMARY KEY REFERENCES "user" (id) ON DELETE CASCADE,
    tokenHash TEXT NOT NULL UNIQUE,
    createdAt INTEGER NOT NULL,
    fetchedAt INTEGER
  ) STRICT, WITHOUT ROWID;
  `,
];

/** The version that the part `notifications` has once `migrateNotifications` is done. */
export const notificationsSchema = steps.length;

/** Brings the tables of notifications and calendars to the present form. Needs the accounts' tables. Safe to repeat. */
export function migrateNotifications(db: Db): void {
  db.transaction(() => {
    const row = db.prepare("SELECT version FROM schema_version WHERE part = 'notifications'").pluck().get();
    for (const step of steps.slice(typeof row === "number" ? row : 0)) db.exec(step);
    db.prepare("INSERT OR REPLACE INTO schema_version (part, version) VALUES ('notifications', ?)").run(
      notificationsSchema,
    );
  }).immediate();
}
