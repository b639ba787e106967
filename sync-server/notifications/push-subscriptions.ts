import { createHash } from "node:crypto";
import { z } from "zod";
import type { Db } from "../accounts/database.ts";
import { prepareOnce } from "../store/prepared.ts";
import { soundRow, soundRows } from "../store/sound-rows.ts";

/** Browsers of one person that take push messages; the one that has been here longest goes first. */
export const mostSubscriptions = 20;

const urlSafe = (bytes: number, what: string) =>
  z
    .string()
    .max(200)
    .refine(
      (text) => /^[A-Za-z0-9_-]+={0,2}$/.test(text) && Buffer.from(text, "base64url").length === bytes,
      what,
    );

/** A browser's subscription as its `toJSON` gives it (Push API 8; RFC 8291 3.1 and 3.2). */
export const subscriptionBody = z.object({
  endpoint: z.string().max(2_000),
  keys: z.object({
    p256dh: urlSafe(65, "not a P-256 public key in base64url"),
    auth: urlSafe(16, "not a secret of 16 bytes in base64url"),
  }),
});
export type NewSubscription = z.output<typeof subscriptionBody>;

const row = z.object({
  id: z.string(),
  person: z.string(),
  endpoint: z.string(),
  p256dh: z.string(),
  auth: z.string(),
});
export type Subscription = z.output<typeof row>;

/** The browsers that push messages go to. A browser is one person's at a time: whoever signed in there last. */
export class PushSubscriptions {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  add(person: string, signIn: string, { endpoint, keys }: NewSubscription, at: number): void {
    this.#db
      .transaction(() => {
        prepareOnce(
          this.#db,
          `INSERT OR REPLACE INTO push_subscriptions (id, person, endpoint, p256dh, auth, signIn, at)
             VALUES (?, ?, ?, ?, ?, ?, ?)`,
        ).run(idOf(endpoint), person, endpoint, keys.p256dh, keys.auth, signIn, at);
        prepareOnce(
          this.#db,
          `DELETE FROM push_subscriptions WHERE person = ? AND id NOT IN
             (SELECT id FROM push_subscriptions WHERE person = ? ORDER BY at DESC LIMIT ?)`,
        ).run(person, person, mostSubscriptions);
      })
      .immediate();
  }

  of(person: string): Subscription[] {
    const rows = prepareOnce(
      this.#db,
      "SELECT id, person, endpoint, p256dh, auth FROM push_subscriptions WHERE person = ? ORDER BY at",
    ).all(person);
    return soundRows(this.#db, { of: "push subscriptions", schema: row }, rows);
  }

  byId(id: string): Subscription | null {
    const found = prepareOnce(
      this.#db,
      "SELECT id, person, endpoint, p256dh, auth FROM push_subscriptions WHERE id = ?",
    ).get(id);
    return found === undefined ? null : soundRow(this.#db, { of: "push subscriptions", schema: row }, found);
  }

  drop(id: string): void {
    prepareOnce(this.#db, "DELETE FROM push_subscriptions WHERE id = ?").run(id);
  }

  dropEndpoint(person: string, endpoint: string): void {
    prepareOnce(this.#db, "DELETE FROM push_subscriptions WHERE person = ? AND endpoint = ?").run(
      person,
      endpoint,
    );
  }

  /** A browser that was signed out is nobody's: what reaches it would stand on somebody else's screen. */
  dropSignIn(signIn: string): void {
    prepareOnce(this.#db, "DELETE FROM push_subscriptions WHERE signIn = ?").run(signIn);
  }
}

function idOf(endpoint: string): string {
  return createHash("sha256").update(endpoint).digest("base64url").slice(0, 22);
}
