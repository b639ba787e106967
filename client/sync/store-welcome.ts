import type { Replica } from "../replica/database.ts";
import { keepOnlyUnsent } from "../replica/keep-unsent.ts";
import type { Me } from "../replica/me.ts";
import { keepClockOffset, keepServerId, readMeta } from "../replica/meta.ts";
import { dropBase } from "../replica/reset.ts";
import { redateWaiting } from "../replica/restamp.ts";
import type { Welcome } from "./hear.ts";

/**
 * The base was collected in another role than the server admits now: it goes, and what is unsent stays.
 * @returns whether it did: then the device must say hello again, from the beginning
 */
export async function dropBaseOfOtherRole(
  replica: Replica,
  me: Me,
  message: Welcome,
  now: number,
): Promise<boolean> {
  const { role } = await readMeta(replica);
  if (role === message.me.role) return false;
  if (role !== null) {
    // A restored server has forgotten what only this device may still have: that is held before all else goes.
    if (message.reset) await dropBase(replica, me, message.serverId, now);
    await keepOnlyUnsent(replica, me, now);
  }
  await replica.meta.put({ key: "role", value: message.me.role });
  return role !== null;
}

/**
 * Stores what a welcome says: how far this device's clock is off, whose base this is, and with a reset that there is none.
 * @param now the device's clock, read again for each use
 */
export async function storeWelcome(
  replica: Replica,
  me: Me,
  message: Welcome,
  now: () => number,
): Promise<void> {
  await keepClockOffset(replica, message.now - now());
  await redateWaiting(replica, me, message.now);
  if (message.reset) await dropBase(replica, me, message.serverId, now());
  else await keepServerId(replica, message.serverId);
}
