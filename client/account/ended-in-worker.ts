import type { NotAdmitted } from "../../shared/refusal.ts";
import { accountChannel } from "./account-channel.ts";
import { deviceMemory } from "./device-memory.ts";
import { tidyDevice } from "./tidy.ts";

/**
 * The service worker heard from our server that nobody, or nobody active, is signed in here: with no tab open, too,
 * only unsent words stay on the device.
 */
export async function endedInWorker(said: NotAdmitted): Promise<void> {
  const known = await deviceMemory.known();
  // Who waits for approval has nothing here that was accepted.
  if (known === null || known.ended !== null || said === "pending") return;
  await deviceMemory.remember({ ...known, ended: said });
  const tabs = new BroadcastChannel(accountChannel);
  tabs.postMessage("changed");
  tabs.close();
  await tidyDevice();
}
