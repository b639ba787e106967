import type { Replica } from "./database.ts";
import type { OutboxRow } from "./schema.ts";

/**
 * What may wait on one device. Rows: some weeks of a counselor's work, and what a screen can still fold at once.
 * Bytes: edits of notes, pictures pasted into them included.
 */
export const outboxLimits = { rows: 5_000, notesBytes: 64 * 1024 * 1024 } as const;

/** That one has seen a message is said for the other side's sake: nobody did anything, so nothing waits. */
export function countsAsWaiting(row: OutboxRow): boolean {
  return row.entry?.type !== "chat.seen";
}

/** How much of what this person did in one ticket the server has not accepted yet. */
export function waitingOn(replica: Replica, ticketId: string): PromiseLike<number> {
  return replica.outbox.where("ticketId").equals(ticketId).filter(countsAsWaiting).count();
}

/** Bytes of the notes' edits that wait. */
export async function notesBytesWaiting(replica: Replica): Promise<number> {
  let bytes = 0;
  await replica.outbox.each((row) => {
    bytes += row.update?.length ?? 0;
  });
  return bytes;
}
