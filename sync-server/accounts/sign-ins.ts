import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Statement } from "better-sqlite3";
import { z } from "zod";
import { Problem } from "../http/problem.ts";
import { hashOf, newCredential, signed, unsigned } from "../secrets/credential.ts";
import { soundRow, soundRows } from "../store/sound-rows.ts";
import { troubleOf } from "../store/trouble.ts";
import type { Db } from "./database.ts";
import { type Person, personColumns, personRow } from "./person.ts";

export type SignIn = { sessionId: string; person: Person };

/** One device that is signed in, as its owner sees it. Times are ISO strings. */
export type Device = {
  id: string;
  createdAt: string;
  lastSeenAt: string;
  userAgent: string;
  current: boolean;
};

/** Last seen is written this often at most, in ms: a write per request would cost a flush per request. */
const seenEvery = 5 * 60_000;

/** Sign-ins of one person at a time: every device of years, and a list that a person can read. */
export const mostSignIns = 50;

const signInRow = personRow.extend({ sessionId: z.string(), seenAt: z.string() });
const deviceRow = z.object({
  id: z.string(),
  createdAt: z.string(),
  lastSeenAt: z.string(),
  userAgent: z.string(),
});

/** The sign-ins as they stand in the database now: nothing is cached, so a role or a revocation counts at once. */
export class SignIns {
  readonly #db: Db;
  readonly #secret: string;
  readonly #cookie: string;
  readonly #select: Statement;

  constructor(db: Db, options: { secret: string; cookie: string }) {
    this.#db = db;
    this.#secret = options.secret;
    this.#cookie = options.cookie;
    this.#select = db.prepare(
      `SELECT ${personColumns}, s.id AS sessionId, s.updatedAt AS seenAt
       FROM session s JOIN people u ON u.id = s.userId WHERE s.token = ? AND s.expiresAt > ?`,
    );
  }

  /**
   * Who is behind these headers; null for nobody, and for a suspended account. A bearer that is no sign-in of ours, such as one
   * that a proxy adds for its own use, does not hide the cookie.
   */
  of(headers: IncomingHttpHeaders): SignIn | null {
    return this.#signInOf(this.#bearer(headers)) ?? this.#signInOf(this.#cookieIn(headers));
  }

  /** True where the request has a bearer that we signed: a page that does not hold it cannot send it. */
  hasOwnBearer(headers: IncomingHttpHeaders): boolean {
    return this.#bearer(headers) !== null;
  }

  #signInOf(token: string | null): SignIn | null {
    if (token === null) return null;
    const now = new Date();
    const row = this.#select.get(hashOf(token), now.toISOString());
    if (row === undefined) return null;
    const sound = soundRow(this.#db, { of: "people", schema: signInRow }, row);
    if (sound === null) return null;
    const { sessionId, seenAt, ...person } = sound;
    if (person.status === "suspended") return null;
    if (now.getTime() - Date.parse(seenAt) > seenEvery) this.#markSeen(person.id, sessionId, now);
    return { sessionId, person };
  }

  /** The devices of a person, the latest seen first. */
  devices(personId: string, current: string): Device[] {
    const rows = this.#db
      .prepare(
        `SELECT id, createdAt, updatedAt AS lastSeenAt, coalesce(userAgent, '') AS userAgent
         FROM session WHERE userId = ? AND expiresAt > ? ORDER BY updatedAt DESC`,
      )
      .all(personId, new Date().toISOString());
    return soundRows(this.#db, { of: "sign-ins", schema: deviceRow }, rows).map((device) => ({
      ...device,
      current: device.id === current,
    }));
  }

  /** Ends one sign-in of this person. Throws `no-such-sign-in`, also for somebody else's. */
  end(personId: string, sessionId: string): void {
    const { changes } = this.#db
      .prepare("DELETE FROM session WHERE id = ? AND userId = ?")
      .run(sessionId, personId);
    if (changes === 0) throw new Problem("no-such-sign-in");
  }

  /** Ends every sign-in of this person, or every one but `keep`. Returns how many. */
  endAll(personId: string, keep: string | null = null): number {
    return this.#db.prepare("DELETE FROM session WHERE userId = ? AND id IS NOT ?").run(personId, keep)
      .changes;
  }

  /** Ends the sign-ins whose time is over, so that their sockets close too. */
  endExpired(): void {
    this.#db.prepare("DELETE FROM session WHERE expiresAt <= ?").run(new Date().toISOString());
  }

  /** True where this person is signed in from this address now: not a stranger's guess, then. */
  isKnownAddress(email: string, address: string): boolean {
    return (
      this.#db
        .prepare(
          'SELECT 1 FROM session s JOIN "user" u ON u.id = s.userId WHERE u.email = ? AND s.ipAddress = ?',
        )
        .get(email, address) !== undefined
    );
  }

  #markSeen(personId: string, sessionId: string, now: Date): void {
    try {
      this.#db.transaction(() => {
        this.#db.prepare("UPDATE session SET updatedAt = ? WHERE id = ?").run(now.toISOString(), sessionId);
        noteSeen(this.#db, personId, now);
      })();
    } catch (error) {
      // While the disk is full people still read; that they were here is remembered when there is room.
      if (troubleOf(error)?.kind !== "failing") throw error;
    }
  }

  /** The token of a bearer: the value of the cookie, with its signature. */
  #bearer({ authorization }: IncomingHttpHeaders): string | null {
    const value = /^bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
    return value === undefined ? null : unsigned(decoded(value), this.#secret);
  }

  /**
   * The token in the session cookie. Values that we did not sign hide none that we did. Two that we signed are nobody's: one
   * of them was set by a neighbour's page on this domain, and which one cannot be told.
   */
  #cookieIn(headers: IncomingHttpHeaders): string | null {
    const tokens = (headers.cookie ?? "").split(";").flatMap((pair) => {
      const [name, value] = pair.split("=", 2);
      if (name?.trim() !== this.#cookie || value === undefined) return [];
      return unsigned(decoded(value.trim()), this.#secret) ?? [];
    });
    const [token, another] = new Set(tokens);
    return another === undefined ? (token ?? null) : null;
  }
}

/**
 * Makes a sign-in past the password, for measurements and tests that need hundreds of them. Returns the value that is its
 * cookie and its bearer.
 */
export function addSignIn(
  db: Db,
  {
    personId,
    secret,
    userAgent,
    lastsMs,
  }: { personId: string; secret: string; userAgent: string; lastsMs: number },
): string {
  const token = newCredential();
  const now = new Date();
  db.prepare(
    `INSERT INTO session (id, token, userId, userAgent, expiresAt, createdAt, updatedAt) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    randomUUID(),
    hashOf(token),
    personId,
    userAgent,
    new Date(now.getTime() + lastsMs).toISOString(),
    now.toISOString(),
    now.toISOString(),
  );
  noteSeen(db, personId, now);
  return signed(token, secret);
}

/** Makes room for one more sign-in of a person: past the bound, those not seen for longest end. */
export function makeRoomForSignIn(db: Db, personId: string): void {
  db.prepare(
    `DELETE FROM session WHERE id IN
       (SELECT id FROM session WHERE userId = ? ORDER BY updatedAt DESC, id LIMIT -1 OFFSET ?)`,
  ).run(personId, mostSignIns - 1);
}

/** Remembers when a person was last here, longer than any sign-in lasts. */
export function noteSeen(db: Db, personId: string, at: Date): void {
  db.prepare("INSERT OR REPLACE INTO last_seen (personId, at) VALUES (?, ?)").run(personId, at.toISOString());
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
