import { z } from "zod";
import type { Db } from "../accounts/database.ts";
import { prepareOnce } from "../store/prepared.ts";
import { soundRow, soundRows } from "../store/sound-rows.ts";

const row = z.object({ person: z.string(), address: z.string(), at: z.number(), detail: z.string() });
export type Bounce = z.output<typeof row>;

/** The mailbox of a person that refuses our mail for good; null when it does not, or they have another since. */
export function bounceOf(db: Db, person: string, address: string): Bounce | null {
  const found = prepareOnce(
    db,
    "SELECT person, address, at, detail FROM mail_bounces WHERE person = ? AND address = ?",
  ).get(person, address);
  return found === undefined ? null : soundRow(db, { of: "bounces", schema: row }, found);
}

export function allBounces(db: Db): Bounce[] {
  const rows = prepareOnce(
    db,
    `SELECT b.person, b.address, b.at, b.detail FROM mail_bounces b
       JOIN "user" u ON u.id = b.person AND u.email = b.address ORDER BY b.at DESC`,
  ).all();
  return soundRows(db, { of: "bounces", schema: row }, rows);
}

export function recordBounce(db: Db, { person, address, at, detail }: Bounce): void {
  prepareOnce(
    db,
    "INSERT OR REPLACE INTO mail_bounces (person, address, at, detail) VALUES (?, ?, ?, ?)",
  ).run(person, address, at, detail);
}

/** A mail has arrived there again. */
export function forgetBounce(db: Db, person: string): void {
  prepareOnce(db, "DELETE FROM mail_bounces WHERE person = ?").run(person);
}
