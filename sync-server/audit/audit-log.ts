import { z } from "zod";
import { type AuditDeed, auditDeeds } from "../../shared/audit/deeds.ts";
import { shownName } from "../../shared/names/person-name.ts";
import type { Db } from "../accounts/database.ts";
import { prepareOnce } from "../store/prepared.ts";
import { jsonColumn, soundRows } from "../store/sound-rows.ts";

/** Something that somebody did with power over others. Ids, codes and addresses only, never a person's words. */
export type AuditEvent = {
  /** A person's id; null: whoever has the server's console. */
  actor: string | null;
  deed: AuditDeed;
  /** The id of a person or a ticket, or a mail address; null: the whole campus. */
  subject: string | null;
  detail?: Record<string, string>;
};

/** As people have it now; one from before names were judged, without what could deceive. */
const name = z.string().transform(shownName).nullable();
const row = z.object({
  id: z.number(),
  at: z.string(),
  deed: z.enum(auditDeeds),
  actor: z.string().nullable(),
  actorName: name,
  subject: z.string().nullable(),
  subjectName: name,
  detail: jsonColumn.pipe(z.record(z.string(), z.string())),
});
/** As admins read it, with the names that people have now. Times are ISO strings. */
export type AuditRow = z.output<typeof row>;

/** Writes one row. Call it in the transaction of what it records: neither stands without the other. */
export function recordAudit(db: Db, { actor, deed, subject, detail = {} }: AuditEvent): void {
  prepareOnce(db, "INSERT INTO audit (actor, deed, subject, detail) VALUES (?, ?, ?, ?)").run(
    actor,
    deed,
    subject,
    JSON.stringify(detail),
  );
}

/** Was this person ever a counselor or an admin, as far as the log goes back? */
export function wasStaff(db: Db, personId: string): boolean {
  const row = prepareOnce(
    db,
    `SELECT 1 FROM audit
     WHERE subject = ? AND deed = 'role.changed' AND json_extract(detail, '$.from') <> 'student' LIMIT 1`,
  ).get(personId);
  return row !== undefined;
}

/**
 * The latest first, those before the row `before`. Rows are kept for ever, so a reader asks for a page at a time.
 * @returns `next`: the `before` of the next page; null where there is none
 */
export function auditPage(
  db: Db,
  { before, limit }: { before: number | null; limit: number },
): { rows: AuditRow[]; next: number | null } {
  const found = prepareOnce<[number, number], { id: number }>(
    db,
    `SELECT a.id, a.at, a.deed, a.actor, who.name AS actorName, a.subject, whom.name AS subjectName, a.detail
     FROM audit a LEFT JOIN "user" who ON who.id = a.actor LEFT JOIN "user" whom ON whom.id = a.subject
     WHERE a.id < ? ORDER BY a.id DESC LIMIT ?`,
  ).all(before ?? Number.MAX_SAFE_INTEGER, limit + 1);
  const page = found.slice(0, limit);
  const next = found.length > limit ? (page.at(-1)?.id ?? null) : null;
  return { rows: soundRows(db, { of: "the audit log", schema: row }, page), next };
}
