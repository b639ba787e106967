import { randomUUID } from "node:crypto";
import type { Db } from "../../accounts/database.ts";
import type { Sealer } from "../../secrets/seal.ts";

/** A counselor's permission to act in their calendar. `ended`: Google takes the token no more. `leaving`: to be revoked. */
export type GoogleGrant = {
  id: string;
  person: string;
  email: string;
  state: "connected" | "ended" | "leaving";
  connectedAt: number;
};

type Row = GoogleGrant & { token: string };

export type GoogleGrants = ReturnType<typeof googleGrants>;

/** The table `google_grants`. Refresh tokens are sealed in it, each for its own row [M8]. */
export function googleGrants(db: Db, sealer: Sealer) {
  const columns = "id, person, email, token, state, connectedAt";
  const selectById = db.prepare<[string], Row>(`SELECT ${columns} FROM google_grants WHERE id = ?`);
  const selectOf = db.prepare<[string], Row>(
    `SELECT ${columns} FROM google_grants WHERE person = ? AND state <> 'leaving'`,
  );
  const insert = db.prepare<[string, string, string, string, number]>(
    "INSERT INTO google_grants (id, person, email, token, state, connectedAt) VALUES (?, ?, ?, ?, 'connected', ?)",
  );
  const renew = db.prepare<[string, number, string]>(
    "UPDATE google_grants SET token = ?, state = 'connected', connectedAt = ? WHERE id = ?",
  );
  const setState = db.prepare<[GoogleGrant["state"], string]>(
    "UPDATE google_grants SET state = ? WHERE id = ?",
  );
  const remove = db.prepare<[string]>("DELETE FROM google_grants WHERE id = ?");

  return {
    of: (person: string): GoogleGrant | null => withoutToken(selectOf.get(person)),
    byId: (id: string): GoogleGrant | null => withoutToken(selectById.get(id)),
    /** Null when there is no such grant, or the server's secret is another than when it was sealed. */
    refreshToken(id: string): string | null {
      const row = selectById.get(id);
      return row === undefined ? null : sealer.open(row.token, id);
    },
    /**
     * Puts a new permission on record. For the same Google account it takes the old one's place, since revoking either
     * would revoke both.
     * @returns the id of the grant that it replaces and that is to be revoked; null when there is none
     */
    connect(given: { person: string; email: string; refreshToken: string; now: number }): string | null {
      const { person, email, refreshToken, now } = given;
      return db
        .transaction(() => {
          const before = selectOf.get(person);
          if (before?.email === email) {
            renew.run(sealer.seal(refreshToken, before.id), now, before.id);
            return null;
          }
          if (before !== undefined) setState.run("leaving", before.id);
          const id = randomUUID();
          insert.run(id, person, email, sealer.seal(refreshToken, id), now);
          return before?.id ?? null;
        })
        .immediate();
    },
    ended: (id: string): void => {
      setState.run("ended", id);
    },
    leaving: (id: string): void => {
      setState.run("leaving", id);
    },
    remove: (id: string): void => {
      remove.run(id);
    },
  };
}

function withoutToken(row: Row | undefined): GoogleGrant | null {
  if (row === undefined) return null;
  const { token: _, ...grant } = row;
  return grant;
}
