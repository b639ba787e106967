import type { Db } from "../accounts/database.ts";
import { derivedId } from "./derived-id.ts";
import type { MadeBy } from "./provider.ts";

/**
 * A meeting that was asked for, at which provider and in whose account: what moves and removes it goes by this and not by
 * what is chosen now. Written before the first outside call. The link itself stands in the chat and nowhere else.
 */
export type MeetingRow = {
  id: string;
  session: string;
  ticket: string;
  /** Whose session it was when it was asked for. */
  counselor: string;
  provider: MadeBy;
  account: string | null;
  /** What the provider was last told, in ms and minutes; null until its link stands in the chat. */
  startsAt: number | null;
  minutes: number | null;
};

export type MeetingRows = ReturnType<typeof meetingRows>;

const columns = "id, session, ticket, counselor, provider, account, startsAt, minutes";

/** A session of a ticket. Its id alone is not enough: a device chose it, and might choose another ticket's. */
export type SessionKey = { ticket: string; session: string };

/** The table `meetings`. */
export function meetingRows(db: Db) {
  const selectStanding = db.prepare<[string, string], MeetingRow>(
    `SELECT ${columns} FROM meetings WHERE ticket = ? AND session = ? AND removedAt IS NULL ORDER BY edition`,
  );
  const countEditions = db.prepare<[string, string], { count: number }>(
    "SELECT count(*) AS count FROM meetings WHERE ticket = ? AND session = ?",
  );
  const insert = db.prepare<[string, string, string, string, string, string | null, number]>(
    `INSERT INTO meetings (id, session, ticket, counselor, provider, account, edition)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const updateTold = db.prepare<[number, number, string]>(
    "UPDATE meetings SET startsAt = ?, minutes = ? WHERE id = ?",
  );
  const updateRemoved = db.prepare<[number, string]>("UPDATE meetings SET removedAt = ? WHERE id = ?");
  return {
    /** Meetings of a session that have not been removed. */
    standing: ({ ticket, session }: SessionKey): MeetingRow[] => selectStanding.all(ticket, session),
    /** Meetings that a session has had. */
    editions: ({ ticket, session }: SessionKey): number => countEditions.get(ticket, session)?.count ?? 0,
    /** Puts another meeting of a session on record. Its id is derived from the session and how many it has had. */
    add(asked: Omit<MeetingRow, "id" | "startsAt" | "minutes">): MeetingRow {
      const { session, ticket, counselor, provider, account } = asked;
      const edition = countEditions.get(ticket, session)?.count ?? 0;
      const id = derivedId("meeting", ticket, session, String(edition));
      insert.run(id, session, ticket, counselor, provider, account, edition);
      return { ...asked, id, startsAt: null, minutes: null };
    },
    told: (id: string, { startsAt, minutes }: { startsAt: number; minutes: number }): void => {
      updateTold.run(startsAt, minutes, id);
    },
    removed: (id: string, now: number): void => {
      updateRemoved.run(now, id);
    },
  };
}
