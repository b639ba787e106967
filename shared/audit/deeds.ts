/** What the audit log names. A code is kept for ever: rows hold it. */
export const auditDeeds = [
  "campus.set-up",
  "account.added",
  "account.approved",
  "account.suspended",
  "account.reactivated",
  "role.changed",
  "invitation.made",
  "invitation.withdrawn",
  "invitation.accepted",
  "reset-link.made",
  "reset-link.used",
  "password.set",
  "recovery.confirmed",
  "settings.changed",
  "emergency.opened",
  "audit.exported",
] as const;
export type AuditDeed = (typeof auditDeeds)[number];
