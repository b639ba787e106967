import { z } from "zod";
import { type Notice, noticeSchema } from "../../shared/notifications/answers.ts";
import type { NoticeKind } from "../../shared/notifications/kinds.ts";
import type { Db } from "../accounts/database.ts";
import { prepareOnce } from "../store/prepared.ts";
import { soundRows } from "../store/sound-rows.ts";

/** Notices that a person's list shows; older ones are in the tickets' histories. */
const shown = 100;
const dayMs = 86_400_000;
/** Days that a notice is kept. */
export const keptDays = 90;

export type NewNotice = {
  id: string;
  person: string;
  kind: NoticeKind;
  ticketId: string;
  by: string | null;
  message: string | null;
  at: number;
};

const unreadRow = z.object({ id: z.string(), message: z.string() });

/** Which of a person's notices were seen: some, those of a ticket, or all that there were up to a time. */
export type ReadMark = { ids: string[] } | { ticketId: string } | { upTo: number };

/** What people were told in the app, and what of it they have seen. */
export class Notices {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Writes a notice once; again it is as new only when `renew` says so. */
  add({ id, person, kind, ticketId, by, message, at }: NewNotice, { renew = false } = {}): void {
    prepareOnce(
      this.#db,
      `INSERT INTO notices (id, person, kind, ticket, actor, message, at) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET at = excluded.at, readAt = NULL WHERE ?`,
    ).run(id, person, kind, ticketId, by, message, at, renew ? 1 : 0);
  }

  /** The latest first. */
  of(person: string): Notice[] {
    const rows = prepareOnce(
      this.#db,
      `SELECT id, kind, ticket AS ticketId, actor AS by, at, readAt FROM notices
         WHERE person = ? ORDER BY at DESC, id LIMIT ?`,
    ).all(person, shown);
    return soundRows(this.#db, { of: "notices", schema: noticeSchema }, rows);
  }

  markRead(person: string, mark: ReadMark, now: number): void {
    if ("ids" in mark) {
      prepareOnce(
        this.#db,
        `UPDATE notices SET readAt = ? WHERE person = ? AND readAt IS NULL
           AND id IN (SELECT value FROM json_each(?))`,
      ).run(now, person, JSON.stringify(mark.ids));
    } else if ("ticketId" in mark) {
      prepareOnce(
        this.#db,
        "UPDATE notices SET readAt = ? WHERE person = ? AND readAt IS NULL AND ticket = ?",
      ).run(now, person, mark.ticketId);
    } else {
      prepareOnce(
        this.#db,
        "UPDATE notices SET readAt = ? WHERE person = ? AND readAt IS NULL AND at <= ?",
      ).run(now, person, mark.upTo);
    }
  }

  /** Everybody's notices of one kind about a ticket: what they say is over. */
  markKindRead(ticketId: string, kind: NoticeKind, now: number): void {
    prepareOnce(
      this.#db,
      "UPDATE notices SET readAt = ? WHERE ticket = ? AND kind = ? AND readAt IS NULL",
    ).run(now, ticketId, kind);
  }

  isUnread(id: string): boolean {
    return (
      prepareOnce(this.#db, "SELECT 1 FROM notices WHERE id = ? AND readAt IS NULL").get(id) !== undefined
    );
  }

  hasUnread(person: string): boolean {
    const row = prepareOnce(
      this.#db,
      "SELECT 1 FROM notices WHERE person = ? AND readAt IS NULL LIMIT 1",
    ).get(person);
    return row !== undefined;
  }

  /** Messages of a ticket about which somebody has an unread notice. */
  unreadMessages(person: string, ticketId: string): { id: string; message: string }[] {
    const rows = prepareOnce(
      this.#db,
      `SELECT id, message FROM notices
         WHERE person = ? AND ticket = ? AND kind = 'message' AND readAt IS NULL AND message IS NOT NULL`,
    ).all(person, ticketId);
    return soundRows(this.#db, { of: "notices", schema: unreadRow }, rows);
  }

  forgetOld(now: number): void {
    prepareOnce(this.#db, "DELETE FROM notices WHERE at < ?").run(now - keptDays * dayMs);
  }
}
