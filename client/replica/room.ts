import type { Replica } from "./database.ts";
import { forgetOpened } from "./files.ts";

/** As much has to fit before a full device counts as one with room: a ticket with its conversation, and some more. Bytes. */
export const roomBytes = 256 * 1024;

/** Did this fail because the device, or what the browser grants this site of it, is full? */
export function isDiskFull(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  if ("name" in error && error.name === "QuotaExceededError") return true;
  // Dexie wraps what ended a transaction.
  return "inner" in error && isDiskFull(error.inner);
}

/** Is there room on this device? Files kept only so that they open without a network make room first. */
export async function roomOn(replica: Replica): Promise<boolean> {
  if (await hasRoom(replica)) return true;
  try {
    await forgetOpened(replica);
  } catch {
    return false;
  }
  return hasRoom(replica);
}

/** Writes so much and takes it back in the same transaction: nobody ever sees it. */
async function hasRoom({ drafts }: Replica): Promise<boolean> {
  try {
    await drafts.db.transaction("rw", drafts, async () => {
      await drafts.put({ key: roomKey, text: "x".repeat(roomBytes), at: 0 });
      await drafts.delete(roomKey);
    });
    return true;
  } catch {
    return false;
  }
}

const roomKey = "room";
