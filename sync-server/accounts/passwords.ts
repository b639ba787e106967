import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Db } from "./database.ts";
import { type PasswordOwner, refuseWeak } from "./guessable.ts";
import { passwordLength } from "./password-length.ts";
import { hashGated, verifyGated } from "./password-work.ts";

const hashRow = z.string().nullable().optional();

/** Checks, then hashes. Takes some 50 ms of a thread, so do it before a transaction and never in one. */
export async function hashed(password: string, owner: PasswordOwner): Promise<string> {
  await refuseWeak(password, owner);
  return hashGated(password);
}

/** Sets the hash of a person's password, or none (they need a link first). Part of the caller's transaction. */
export function storePassword(db: Db, personId: string, hash: string | null): void {
  const now = new Date().toISOString();
  const { changes } = db
    .prepare(`UPDATE account SET password = ?, updatedAt = ? WHERE userId = ? AND providerId = 'credential'`)
    .run(hash, now, personId);
  if (changes > 0) return;
  db.prepare(
    `INSERT INTO account (id, accountId, providerId, userId, password, createdAt, updatedAt)
     VALUES (?, ?, 'credential', ?, ?, ?, ?)`,
  ).run(randomUUID(), personId, personId, hash, now, now);
}

/** Is this the person's password now? Takes the same time where they have none. */
export async function isPassword(db: Db, personId: string, password: string): Promise<boolean> {
  const hash = hashRow.parse(
    db
      .prepare("SELECT password FROM account WHERE userId = ? AND providerId = 'credential'")
      .pluck()
      .get(personId),
  );
  if (!hash || password.length > passwordLength.max) {
    await hashGated("no such password");
    return false;
  }
  return verifyGated({ hash, password });
}
