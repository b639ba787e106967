import type { Replica } from "../replica/database.ts";
import type { Me } from "../replica/me.ts";
import { keepClockOffset, keepServerId } from "../replica/meta.ts";
import { dropBase } from "../replica/reset.ts";
import { bringBackToNow } from "../replica/restamp.ts";
import type { Welcome } from "./hear.ts";

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
  await bringBackToNow(replica, me, message.now);
  if (message.reset) await dropBase(replica, me, message.serverId, now());
  else await keepServerId(replica, message.serverId);
}
