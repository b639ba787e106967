import type { AuditDeed } from "../../shared/audit/deeds.ts";
import { unreachable } from "../../shared/unreachable.ts";

export type Audited = {
  deed: AuditDeed;
  actor: string | null;
  actorName: string | null;
  subject: string | null;
  subjectName: string | null;
  detail: Record<string, string>;
};

/** One row of the audit log as a sentence. */
export function auditWords(row: Audited): string {
  const { deed, actor, subject, detail } = row;
  const by = row.actorName ?? (actor === null ? "The server's console" : "Somebody who is no longer here");
  const whom = row.subjectName ?? subject ?? "";
  switch (deed) {
    case "campus.set-up":
      return `${by} set up this campus as its first admin.`;
    case "account.added":
      return `${by} added ${whom} as ${roleOf(detail.role)}.`;
    case "account.approved":
      return `${by} approved ${whom}.`;
    case "account.suspended":
      return `${by} suspended ${whom}.`;
    case "account.reactivated":
      return `${by} reactivated ${whom}.`;
    case "role.changed":
      return `${by} changed ${whom} from ${roleOf(detail.from)} to ${roleOf(detail.to)}.`;
    case "invitation.made":
      return `${by} invited ${whom} as ${roleOf(detail.role)}.`;
    case "invitation.withdrawn":
      return `${by} withdrew the invitation of ${whom}.`;
    case "invitation.accepted":
      return `${by} joined as ${roleOf(detail.role)}.`;
    case "reset-link.made":
      return actor === null
        ? `A link for a new password was made for ${whom}, by mail or at the server's console.`
        : `${by} made a link for a new password of ${whom}.`;
    case "reset-link.used":
      return `A link was used to set a new password of ${whom}.`;
    case "password.set":
      return `${by} set a new password for ${whom}.`;
    case "settings.changed":
      return `${by} changed the settings: ${detail.settings ?? ""}.`;
    case "emergency.opened":
      return `${by} opened emergency access to ticket ${whom.slice(0, 8)}.`;
    case "audit.exported":
      return `${by} downloaded this log.`;
    default:
      return unreachable(deed);
  }
}

function roleOf(role: string | undefined): string {
  return role === "admin" ? "an admin" : `a ${role ?? "person"}`;
}
