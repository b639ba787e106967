import { z } from "zod";
import { type Confirmer, type Role, roles } from "../../shared/policy/roles.ts";
import { recordAudit, wasStaff } from "../audit/audit-log.ts";
import { Problem } from "../http/problem.ts";
import { prepareOnce } from "../store/prepared.ts";
import { soundRows } from "../store/sound-rows.ts";
import type { Db } from "./database.ts";
import type { Person } from "./person.ts";

/** How an account was recovered: by a mailed link, a link that an admin made, or the server's console. */
export const recoveryWays = ["mail", "admin", "console"] as const;
export type RecoveryWay = (typeof recoveryWays)[number];

const withheldRow = z.object({
  personId: z.string(),
  name: z.string(),
  role: z.enum(roles),
  since: z.string(),
  way: z.enum(recoveryWays),
  madeBy: z.string().nullable(),
  madeByName: z.string().nullable(),
});
type WithheldRow = z.output<typeof withheldRow>;

/** A recovery that nobody has confirmed. `since` is an ISO string; `madeByName`: the admin who made the link. */
export type OpenRecovery = {
  person: { id: string; name: string; role: Role };
  since: string;
  way: RecoveryWay;
  madeByName: string | null;
};

/** Recoveries listed at once; more than a campus has in a bad week. */
const mostListed = 200;

const columns = `SELECT w.personId, u.name, u.role, w.since, w.way, w.madeBy, admin.name AS madeByName
  FROM withheld w JOIN people u ON u.id = w.personId LEFT JOIN people admin ON admin.id = w.madeBy`;

/**
 * Withholds what an account could read, because it got a new password that its owner did not prove the old one for. A student who
 * used a mailed link reads only their own record, in their own mailbox: nothing is withheld. Nor is anything where an account had
 * no password yet, or a student no ticket. Part of the caller's transaction, before the new password is stored.
 */
export function withhold(
  db: Db,
  { person, way, madeBy }: { person: Person; way: RecoveryWay; madeBy: string | null },
): boolean {
  const hadPassword =
    prepareOnce(
      db,
      "SELECT 1 FROM account WHERE userId = ? AND providerId = 'credential' AND password IS NOT NULL",
    ).get(person.id) !== undefined;
  const isStaff = person.role !== "student" || wasStaff(db, person.id);
  if (!hadPassword || (!isStaff && (way === "mail" || !hasTicket(db, person.id)))) return false;
  prepareOnce(db, "INSERT OR REPLACE INTO withheld (personId, since, way, madeBy) VALUES (?, ?, ?, ?)").run(
    person.id,
    new Date().toISOString(),
    way,
    madeBy,
  );
  return true;
}

function hasTicket(db: Db, student: string): boolean {
  return prepareOnce(db, "SELECT 1 FROM tickets WHERE student = ? LIMIT 1").get(student) !== undefined;
}

/** The recoveries that this counselor can confirm, the oldest first. */
export function recoveriesFor(db: Db, by: Person): OpenRecovery[] {
  const rows = prepareOnce(db, `${columns} ORDER BY w.since LIMIT ?`).all(mostListed);
  return soundRows(db, { of: "recoveries", schema: withheldRow }, rows)
    .filter((row) => confirmersOf(db, row).includes(by.id))
    .map(({ personId: id, name, role, since, way, madeByName }) => ({
      person: { id, name, role },
      since,
      way,
      madeByName,
    }));
}

/** Who can confirm this person's recovery; null where nothing is withheld. */
export function confirmerOf(db: Db, personId: string): Confirmer | null {
  const row = rowOf(db, personId);
  if (row === null) return null;
  if (confirmersOf(db, row).length === 0) return "console";
  return ownCounselors(db, row).length > 0 ? "own-counselor" : "counselor";
}

/**
 * Gives back what was withheld. `by` null: the server's console, which may always.
 * @throws Problem `no-such-recovery`, `forbidden`
 */
export function confirmRecovery(db: Db, personId: string, by: Person | null): void {
  db.transaction(() => {
    const row = rowOf(db, personId);
    if (row === null) throw new Problem("no-such-recovery");
    if (by !== null && !confirmersOf(db, row).includes(by.id)) throw new Problem("forbidden");
    prepareOnce(db, "DELETE FROM withheld WHERE personId = ?").run(personId);
    recordAudit(db, { actor: by?.id ?? null, deed: "recovery.confirmed", subject: personId });
  }).immediate();
}

function rowOf(db: Db, personId: string): WithheldRow | null {
  const row = prepareOnce(db, `${columns} WHERE w.personId = ?`).get(personId);
  return row === undefined ? null : withheldRow.parse(row);
}

/** A student's own counselors where one of them can confirm, else every counselor who can. */
function confirmersOf(db: Db, row: WithheldRow): string[] {
  const own = ownCounselors(db, row);
  return own.length > 0 ? own : counselors(db, row);
}

function ownCounselors(db: Db, row: WithheldRow): string[] {
  if (row.role !== "student") return [];
  const assigned = z
    .array(z.string().nullable())
    .parse(
      prepareOnce(db, "SELECT DISTINCT assigned FROM tickets WHERE student = ?").pluck().all(row.personId),
    );
  return counselors(db, row).filter((id) => assigned.includes(id));
}

/**
 * Active counselors but for the recovered person and whoever made the link. They were counselors before the recovery: an admin
 * could otherwise make the one who confirms.
 */
function counselors(db: Db, { personId, since, madeBy }: WithheldRow): string[] {
  return z.array(z.string()).parse(
    prepareOnce(
      db,
      `SELECT u.id FROM people u
       WHERE u.role = 'counselor' AND u.status = 'active' AND u.id <> @personId AND u.id IS NOT @madeBy
         AND u.createdAt < @since AND NOT EXISTS (
           SELECT 1 FROM audit a WHERE a.subject = u.id AND a.deed = 'role.changed' AND a.at >= @since)
       ORDER BY u.id`,
    )
      .pluck()
      .all({ personId, madeBy, since }),
  );
}
