import { randomUUID } from "node:crypto";
import { databasePath, openDatabase } from "../../sync-server/accounts/database.ts";
import { addPerson } from "../../sync-server/accounts/people.ts";
import type { Person } from "../../sync-server/accounts/person.ts";
import { authSecret } from "../../sync-server/accounts/secret.ts";
import { addSignIn } from "../../sync-server/accounts/sign-ins.ts";

const dayMs = 86_400_000;

/** Somebody with an account and a sign-in at a running server; `token` is what its bearer says. */
export type Seat = { person: Person; token: string };

/**
 * Adds people who are signed in to a server that runs on this folder, straight to its database: a hundred of them
 * would take half a minute of scrypt and the limits on attempts by the front door.
 */
export function seat(dataDir: string, role: Person["role"], count: number): Seat[] {
  const db = openDatabase(databasePath(dataDir), { mustExist: true });
  try {
    const secret = authSecret(dataDir, null);
    return Array.from({ length: count }, () => {
      const id = randomUUID();
      const email = `${id}@attack.example`;
      const person = addPerson(db, { name: `${role} ${id.slice(0, 8)}`, email, role, passwordHash: null });
      const token = addSignIn(db, { personId: person.id, secret, userAgent: "attack", lastsMs: dayMs });
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
