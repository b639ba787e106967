import { randomUUID } from "node:crypto";
import { databasePath, openDatabase } from "../../sync-server/accounts/database.ts";
import { addPerson } from "../../sync-server/accounts/people.ts";
import type { Person } from "../../sync-server/accounts/person.ts";

const dayMs = 86_400_000;

/** Somebody with an account and a sign-in at a running server. */
export type Seat = { person: Person; token: string };

/**
 * Adds people who are signed in to a server that runs on this folder, straight to its database: a hundred of them
 * would take half a minute of scrypt and the limits on attempts by the front door.
 */
export function seat(dataDir: string, role: Person["role"], count: number): Seat[] {
  const db = openDatabase(databasePath(dataDir), { mustExist: true });
  try {
    return Array.from({ length: count }, () => {
      const token = randomUUID();
      const email = `${token}@attack.example`;
      const person = addPerson(db, { name: `${role} ${token.slice(0, 8)}`, email, role, passwordHash: null });
      const [now, end] = [new Date().toISOString(), new Date(Date.now() + dayMs).toISOString()];
      db.prepare(
        `INSERT INTO session (id, token, userId, userAgent, expiresAt, createdAt, updatedAt)
         VALUES (?, ?, ?, 'attack', ?, ?, ?)`,
      ).run(randomUUID(), token, person.id, end, now, now);
      return { person, token };
    });
  } finally {
    db.close();
  }
}

/** What proves a seat to the server. */
export function bearer({ token }: Pick<Seat, "token">): { authorization: string } {
  return { authorization: `Bearer ${token}` };
}
