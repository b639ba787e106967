import { deleteReplica, openReplica, replicasOnDevice } from "../replica/database.ts";
import { hasUnsent, keepOnlyUnsent } from "../replica/keep-unsent.ts";
import { leadLock } from "../sync/leader.ts";
import { deviceMemory } from "./device-memory.ts";
import { standingOf } from "./standing.ts";

/** A tab that is suspended keeps the lead; it tidies by itself when it runs again. Ms. */
const leadWithinMs = 5_000;

/**
 * Of everybody who is not signed in here now, only what the server does not have stays on this device: words that wait,
 * that were not accepted, or that are drafts. They wait for the same person, by id, however long it takes.
 */
export async function tidyDevice(): Promise<void> {
  for (const personId of await replicasOnDevice()) await underLead(personId, () => tidyReplica(personId));
  const here = await replicasOnDevice();
  await deviceMemory.forgetLeft(({ me }) => !here.includes(me.id));
}

async function tidyReplica(personId: string): Promise<void> {
  // Read anew: somebody may have signed in while this waited for the lead.
  const known = await deviceMemory.known();
  const theirs = known?.me.id === personId ? known : null;
  if (theirs !== null && standingOf(theirs).state === "in") return;
  if (!(await replicasOnDevice()).includes(personId)) return;
  const left = (await deviceMemory.left()).find(({ me }) => me.id === personId);
  const replica = openReplica(personId);
  let unsent: boolean;
  try {
    await keepOnlyUnsent(replica, (theirs ?? left)?.me ?? null, Date.now());
    unsent = await hasUnsent(replica);
  } finally {
    replica.close();
  }
  if (!unsent) await deleteReplica(personId);
}

/** No engine of this person runs meanwhile, in no tab and no service worker. */
async function underLead(personId: string, work: () => Promise<void>): Promise<void> {
  if (navigator.locks === undefined) return work();
  let granted = false;
  const signal = AbortSignal.timeout(leadWithinMs);
  try {
    await navigator.locks.request(leadLock(personId), { signal }, () => {
      granted = true;
      return work();
    });
  } catch (error) {
    if (granted) throw error;
    await work();
  }
}
