import { z } from "zod";
import type { Db } from "../accounts/database.ts";
import { prepareOnce } from "../store/prepared.ts";
import type { DeliveryPayload } from "./job-payloads.ts";

const dayMs = 86_400_000;
/** Days that a delivery is remembered: longer than its job may be tried. */
const keptDays = 30;

const row = z.object({ state: z.enum(["sending", "sent"]), at: z.number() });

/**
 * What has gone out. A row is written before the outside call: one that is found again without its end means that a
 * crash, or a lost answer, hid whether the message left.
 */
export class Deliveries {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  of(id: string): { state: "sending" | "sent"; at: number } | null {
    const found = prepareOnce(this.#db, "SELECT state, at FROM deliveries WHERE id = ?").get(id);
    return found === undefined ? null : row.parse(found);
  }

  begin(id: string, { person, channel, ticket, kind }: DeliveryPayload, at: number): void {
    prepareOnce(
      this.#db,
      `INSERT OR IGNORE INTO deliveries (id, person, channel, ticket, kind, state, at)
         VALUES (?, ?, ?, ?, ?, 'sending', ?)`,
    ).run(id, person, channel, ticket, kind, at);
  }

  sent(id: string): void {
    prepareOnce(this.#db, "UPDATE deliveries SET state = 'sent' WHERE id = ?").run(id);
  }

  /** It is certain that nothing left. */
  forget(id: string): void {
    prepareOnce(this.#db, "DELETE FROM deliveries WHERE id = ? AND state = 'sending'").run(id);
  }

  /** When a message about a ticket's messages last went to this person on this channel; null: never. */
  lastMessageAt(person: string, ticket: string, channel: string): number | null {
    const at = prepareOnce(
      this.#db,
      `SELECT max(at) FROM deliveries
         WHERE ticket = ? AND person = ? AND kind = 'message' AND channel = ? AND state = 'sent'`,
    )
      .pluck()
      .get(ticket, person, channel);
    return typeof at === "number" ? at : null;
  }

  /**
   * Did something of this kind about any ticket of this student leave for this same address since? An address is a
   * subscription or a channel, and ends the delivery's id.
   */
  wasPaged(
    page: { id: string; person: string; kind: string; student: string; address: string },
    since: number,
  ): boolean {
    return (
      prepareOnce(
        this.#db,
        `SELECT 1 FROM deliveries
         WHERE ticket IN (SELECT ticket FROM participants WHERE person = ?)
           AND person = ? AND kind = ? AND at > ? AND id <> ? AND substr(id, -length(?)) = ? LIMIT 1`,
      ).get(page.student, page.person, page.kind, since, page.id, page.address, page.address) !== undefined
    );
  }

  forgetOld(now: number): void {
    prepareOnce(this.#db, "DELETE FROM deliveries WHERE at < ?").run(now - keptDays * dayMs);
  }
}
