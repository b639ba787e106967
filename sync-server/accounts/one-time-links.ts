import { randomUUID } from "node:crypto";
import { z } from "zod";
import { roles } from "../../shared/policy/roles.ts";
import { unreachable } from "../../shared/unreachable.ts";
import { Problem } from "../http/problem.ts";
import { hashOf, newCredential } from "../secrets/credential.ts";
import type { Db } from "./database.ts";

const hours = 3_600_000;

/** How long each kind of link works, in ms. A set-up link also ends at the next start. */
export const linkLifetimes = {
  setup: 7 * 24 * hours,
  invitation: 7 * 24 * hours,
  reset: 24 * hours,
} as const;

export type LinkKind = keyof typeof linkLifetimes;

const staffRoles = roles.filter((role) => role !== "student");
const linkRow = z.discriminatedUnion("kind", [
  z.object({ id: z.string(), kind: z.literal("setup") }),
  z.object({ id: z.string(), kind: z.literal("invitation"), email: z.string(), role: z.enum(staffRoles) }),
  z.object({
    id: z.string(),
    kind: z.literal("reset"),
    personId: z.string(),
    createdBy: z.string().nullable(),
  }),
]);
export type Link = z.output<typeof linkRow>;
export type StaffRole = (typeof staffRoles)[number];

/** What a link is made for; making one ends the earlier ones for the same. */
export type LinkSubject =
  | { kind: "setup" }
  | { kind: "invitation"; email: string; role: StaffRole; by: string }
  /** `by`: the admin who made it and sees it, `mailed`, or null for the server's console. */
  | { kind: "reset"; personId: string; by: string | null };

/** In the place of an admin's id: the link was mailed to its owner, and nobody else saw it. */
export const mailed = "mail";

const paths = { setup: "/setup", invitation: "/invitation", reset: "/reset-password" } as const;

/** The address a person opens. The token stands behind `#`, so that no server, proxy or log ever sees it. */
export function linkAddress(baseUrl: string, kind: LinkKind, token: string): string {
  return `${baseUrl}${paths[kind]}#token=${token}`;
}

/** Makes a link and returns its token, which exists nowhere else: the database holds a hash. */
export function makeLink(db: Db, subject: LinkSubject): string {
  const token = newCredential();
  const now = Date.now();
  db.transaction(() => {
    endLinks(db, subject);
    db.prepare(
      `INSERT INTO one_time_links (id, kind, tokenHash, email, role, personId, createdBy, createdAt, expiresAt)
       VALUES (@id, @kind, @tokenHash, @email, @role, @personId, @by, @createdAt, @expiresAt)`,
    ).run({
      email: null,
      role: null,
      personId: null,
      by: null,
      ...subject,
      id: randomUUID(),
      tokenHash: hashOf(token),
      createdAt: new Date(now).toISOString(),
      expiresAt: new Date(now + linkLifetimes[subject.kind]).toISOString(),
    });
  }).immediate();
  return token;
}

/** Ends every link for this subject. */
export function endLinks(
  db: Db,
  subject: Pick<LinkSubject, "kind"> & Partial<{ email: string; personId: string }>,
): void {
  switch (subject.kind) {
    case "setup":
      db.prepare("DELETE FROM one_time_links WHERE kind = 'setup'").run();
      return;
    case "invitation":
      db.prepare("DELETE FROM one_time_links WHERE kind = 'invitation' AND email = ?").run(subject.email);
      return;
    case "reset":
      db.prepare("DELETE FROM one_time_links WHERE kind = 'reset' AND personId = ?").run(subject.personId);
      return;
    default:
      unreachable(subject.kind);
  }
}

/** What this token opens. Throws `link-spent`, in the same words whether it was used, has expired or never was. */
export function readLink<K extends LinkKind>(db: Db, kind: K, token: string): Extract<Link, { kind: K }> {
  const row = db
    .prepare(
      "SELECT id, kind, email, role, personId, createdBy FROM one_time_links WHERE tokenHash = ? AND expiresAt > ?",
    )
    .get(hashOf(token), new Date().toISOString());
  const link = linkRow.safeParse(row).data;
  if (!link || !isKind(link, kind)) throw new Problem("link-spent");
  return link;
}

/** Uses the link up. Call it in the transaction of what it is used for: of two at once, one gets `link-spent`. */
export function spendLink(db: Db, link: Link): void {
  if (db.prepare("DELETE FROM one_time_links WHERE id = ?").run(link.id).changes !== 1)
    throw new Problem("link-spent");
}

function isKind<K extends LinkKind>(link: Link, kind: K): link is Extract<Link, { kind: K }> {
  return link.kind === kind;
}
