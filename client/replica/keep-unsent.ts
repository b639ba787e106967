import { clearBase } from "./base.ts";
import type { Replica } from "./database.ts";
import { forgetOpened } from "./files.ts";
import type { Me } from "./me.ts";
import { project, projectionTables } from "./project.ts";

/**
 * Deletes everything that the server has: base, projections, people, notices, files that were opened, and where the
 * device stands in the feed. What this person wrote and the server has not accepted stays: outbox, tray, drafts and
 * their files.
 * @param me null where nobody here knows who this person was; tickets they made offline are then shown again later
 */
export async function keepOnlyUnsent(replica: Replica, me: Me | null, now: number): Promise<void> {
  await replica.transaction("rw", [...projectionTables(replica), replica.notices], async () => {
    await clearBase(replica);
    await Promise.all([
      replica.tickets.clear(),
      replica.chatMessages.clear(),
      replica.people.clear(),
      replica.notices.clear(),
    ]);
    // A ticket's title is its student's, and was accepted.
    await replica.tray.toCollection().modify({ title: null });
    await replica.meta.put({ key: "cursor", value: 0 });
    await forgetOpened(replica);
    const blobs = new Set(await replica.blobs.toCollection().primaryKeys());
    await replica.transfers.filter(({ key }) => !blobs.has(key)).delete();
    if (me === null) return;
    const waiting = new Set((await replica.outbox.toArray()).map((row) => row.ticketId));
    await project(replica, me, now, [...waiting]);
  });
}

/** Is anything here that only this device has? */
export async function hasUnsent(replica: Replica): Promise<boolean> {
  const { outbox, resend, tray, drafts, blobs } = replica;
  if ((await outbox.count()) + (await resend.count()) + (await tray.count()) > 0) return true;
  if ((await blobs.filter((row) => row.drafted).count()) > 0) return true;
  return (await drafts.filter(isWords).count()) > 0;
}

/** Notes that the app keeps for itself among the drafts are nobody's words. */
export function isWords({ key, text }: { key: string; text: string }): boolean {
  return text.trim() !== "" && key !== "keep-notice";
}
