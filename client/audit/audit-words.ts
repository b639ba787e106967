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
      if (detail.way === "mail") return `A link for a new password was mailed to ${whom}.`;
      // Rows of before do not say which of the two.
      return actor === null && detail.way === undefined
        ? `A link for a new password was made for ${whom}, by mail or at the server's console.`
        : `${by} made a link for a new password of ${whom}.`;
    case "reset-link.used":
      return `${linkOf(detail.way)} was used to set a new password of ${whom}.${withheldOf(detail.withheld)}`;
    case "password.set":
      return `${by} set a new password for ${whom}.${withheldOf(detail.withheld)}`;
    case "recovery.confirmed":
      return `${by} confirmed that ${whom} set their new password.`;
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

function linkOf(way: string | undefined): string {
  switch (way) {
    case "mail":
      return "A mailed link";
    case "admin":
      return "A link that an admin made";
    case "console":
      return "A link from the server's console";
    default:
      return "A link";
  }
}

function withheldOf(withheld: string | undefined): string {
  return withheld === "yes" ? " They can read nothing until somebody confirms it." : "";
}
