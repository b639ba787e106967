import { z } from "zod";
import type { Db } from "../accounts/database.ts";
import { prepareOnce } from "../store/prepared.ts";

const ids = z.array(z.string());

/** Everyone who could claim a ticket now. */
export function activeCounselors(db: Db): string[] {
  return ids.parse(
    prepareOnce(db, `SELECT id FROM people WHERE role = 'counselor' AND status = 'active' ORDER BY id`)
      .pluck()
      .all(),
  );
}

/** Whom a crisis calls: the counselors on call, and where there are none, every one [O5]. */
export function counselorsToPage(db: Db): string[] {
  const onCall = ids.parse(
    prepareOnce(
      db,
      `SELECT u.id FROM people u JOIN notification_settings s ON s.person = u.id
         WHERE u.role = 'counselor' AND u.status = 'active' AND s.onCall = 1 ORDER BY u.id`,
    )
      .pluck()
      .all(),
  );
  return onCall.length > 0 ? onCall : activeCounselors(db);
}
