import { z } from "zod";
import { prepareOnce } from "../store/prepared.ts";
import type { Messenger } from "./messenger.ts";

/** Milliseconds in which admins are told once, however many people sign up. */
const oncePerMs = 3_600_000;
/** Admins told; more than a campus has. */
const mostAdmins = 100;
const key = "people-waiting-told";

/** `newest`: when the last person had signed up of whom admins were told, as an ISO string; `at`: when they were told, ms. */
const told = z.object({ newest: z.string(), at: z.number() });
const stored = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(told);
const ids = z.array(z.string());

/**
 * Queues a mail to each admin when somebody new waits for approval, at most one an hour; what came meanwhile is in the next.
 * Returns a look that does so, and says whether there was anything.
 */
export function peopleWaitingLook({ db, store, channels, now }: Messenger): () => Promise<boolean> {
  return async () => {
    if (channels.mail === null) return false;
    const newest = prepareOnce(db, `SELECT max(createdAt) FROM "user" WHERE status = 'pending'`)
      .pluck()
      .get();
    if (typeof newest !== "string") return false;
    const last = stored.safeParse(
      prepareOnce(db, "SELECT value FROM settings WHERE key = ?").pluck().get(key),
    ).data;
    // A clock that was set back keeps nobody waiting for longer.
    const resting = last !== undefined && Math.abs(now() - last.at) < oncePerMs;
    if (last !== undefined && (newest <= last.newest || resting)) return false;
    const admins = ids.parse(
      prepareOnce(db, "SELECT id FROM people WHERE role = 'admin' AND status = 'active' ORDER BY id LIMIT ?")
        .pluck()
        .all(mostAdmins),
    );
    await store.addJobs(
      admins.map((person) => ({
        id: `account-mail:people-waiting:${person}:${newest}`,
        kind: "account-mail" as const,
        ticketId: null,
        dueAt: now(),
        payload: { person, mail: "people-waiting" },
      })),
    );
    prepareOnce(db, "INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)").run(
      key,
      JSON.stringify({ newest, at: now() } satisfies z.output<typeof told>),
    );
    return admins.length > 0;
  };
}
