import { z } from "zod";
import { recordAudit } from "../audit/audit-log.ts";
import { Problem } from "../http/problem.ts";
import { soundRows } from "../store/sound-rows.ts";
import type { Db } from "./database.ts";
import { mailed, makeLink, readLink, type StaffRole, spendLink } from "./one-time-links.ts";
import { hashed, storePassword } from "./passwords.ts";
import { addPerson, hasAdmin, known, personByEmail } from "./people.ts";
import type { Person } from "./person.ts";
import { withhold } from "./withheld.ts";

/** An invitation that waits. Times are ISO strings. */
export type Invitation = { id: string; email: string; role: StaffRole; createdAt: string; expiresAt: string };

const invitationRow = z.object({
  id: z.string(),
  email: z.string(),
  role: z.enum(["counselor", "admin"]),
  createdAt: z.string(),
  expiresAt: z.string(),
});

/** Invites; an earlier invitation of the same address ends. Returns the token. Throws `email-taken`. */
export function invite(db: Db, invitation: { email: string; role: StaffRole; by: string }): string {
  const email = invitation.email.toLowerCase();
  if (personByEmail(db, email)) throw new Problem("email-taken");
  return makeLink(db, { kind: "invitation", ...invitation, email });
}

export function invitations(db: Db): Invitation[] {
  const rows = db
    .prepare(
      `SELECT id, email, role, createdAt, expiresAt FROM one_time_links
       WHERE kind = 'invitation' AND expiresAt > ? ORDER BY createdAt DESC`,
    )
    .all(new Date().toISOString());
  return soundRows(db, { of: "invitations", schema: invitationRow }, rows);
}

/** Throws `no-such-invitation`. */
export function withdrawInvitation(db: Db, id: string): void {
  const { changes } = db.prepare("DELETE FROM one_time_links WHERE kind = 'invitation' AND id = ?").run(id);
  if (changes === 0) throw new Problem("no-such-invitation");
}

/** What the invited person is shown first. Throws `link-spent`. */
export function lookUpInvitation(db: Db, token: string): { email: string; role: StaffRole } {
  const { email, role } = readLink(db, "invitation", token);
  return { email, role };
}

/** Makes the invited account, active. Throws `link-spent`, `weak-password`. */
export async function acceptInvitation(
  db: Db,
  acceptance: { token: string; name: string; password: string; campus: string },
): Promise<Person> {
  const link = readLink(db, "invitation", acceptance.token);
  const { name, campus } = acceptance;
  const passwordHash = await hashed(acceptance.password, { name, email: link.email, campus });
  return db
    .transaction(() => {
      // Who holds the link learns nothing of an account that was made meanwhile.
      if (personByEmail(db, link.email)) throw new Problem("link-spent");
      spendLink(db, link);
      const person = addPerson(db, { name, email: link.email, role: link.role, passwordHash });
      recordAudit(db, {
        actor: person.id,
        deed: "invitation.accepted",
        subject: person.id,
        detail: { role: person.role },
      });
      return person;
    })
    .immediate();
}

/** Makes the first admin. Throws `already-set-up`, `link-spent`, `weak-password`, `email-taken`. */
export async function setUp(
  db: Db,
  first: { token: string; name: string; email: string; password: string; campus: string },
): Promise<Person> {
  if (hasAdmin(db)) throw new Problem("already-set-up");
  const link = readLink(db, "setup", first.token);
  const passwordHash = await hashed(first.password, first);
  return db
    .transaction(() => {
      if (hasAdmin(db)) throw new Problem("already-set-up");
      spendLink(db, link);
      const person = addPerson(db, { name: first.name, email: first.email, role: "admin", passwordHash });
      recordAudit(db, { actor: person.id, deed: "campus.set-up", subject: person.id });
      return person;
    })
    .immediate();
}

/** Sets a new password, ends every sign-in and withholds what must be confirmed first. Throws `link-spent`, `weak-password`. */
export async function resetPassword(
  db: Db,
  reset: { token: string; password: string; campus: string },
): Promise<Person> {
  const link = readLink(db, "reset", reset.token);
  const person = known(db, link.personId);
  const passwordHash = await hashed(reset.password, { ...person, campus: reset.campus });
  return db
    .transaction(() => {
      spendLink(db, link);
      const madeBy = link.createdBy === mailed ? null : link.createdBy;
      const way = link.createdBy === mailed ? "mail" : madeBy === null ? "console" : "admin";
      const withheld = withhold(db, { person, way, madeBy });
      storePassword(db, person.id, passwordHash);
      const detail = { way, withheld: withheld ? "yes" : "no" };
      recordAudit(db, { actor: person.id, deed: "reset-link.used", subject: person.id, detail });
      db.prepare("DELETE FROM session WHERE userId = ?").run(person.id);
      return known(db, person.id);
    })
    .immediate();
}
