import { z } from "zod";
import type { Db } from "../accounts/database.ts";
import { hashOf, newCredential } from "../secrets/credential.ts";

const row = z.object({ createdAt: z.number(), fetchedAt: z.number().nullable() });
/** A person's feed as they see it; its address is shown once and kept nowhere. Times in ms. */
export type FeedFacts = z.output<typeof row>;

/** The private feeds, one for each person at most. */
export class CalendarFeeds {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Makes a feed and returns its token of 256 bits; an earlier one ends with that. */
  make(person: string, at: number): string {
    const token = newCredential();
    this.#db
      .prepare(
        `INSERT OR REPLACE INTO calendar_feeds (person, tokenHash, createdAt, fetchedAt)
         VALUES (?, ?, ?, NULL)`,
      )
      .run(person, hashOf(token), at);
    return token;
  }

  of(person: string): FeedFacts | null {
    const found = this.#db
      .prepare("SELECT createdAt, fetchedAt FROM calendar_feeds WHERE person = ?")
      .get(person);
    return found === undefined ? null : row.parse(found);
  }

  revoke(person: string): void {
    this.#db.prepare("DELETE FROM calendar_feeds WHERE person = ?").run(person);
  }

  /** Whose feed this token opens; null for one that was revoked, replaced or never was. */
  personOf(token: string): string | null {
    const person = this.#db
      .prepare("SELECT person FROM calendar_feeds WHERE tokenHash = ?")
      .pluck()
      .get(hashOf(token));
    return typeof person === "string" ? person : null;
  }

  fetched(person: string, at: number): void {
    this.#db.prepare("UPDATE calendar_feeds SET fetchedAt = ? WHERE person = ?").run(at, person);
  }
}
