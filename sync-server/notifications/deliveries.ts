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

  forgetOld(now: number): void {
    prepareOnce(this.#db, "DELETE FROM deliveries WHERE at < ?").run(now - keptDays * dayMs);
  }
}
