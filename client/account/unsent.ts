import { openReplica, type Replica, replicasOnDevice } from "../replica/database.ts";
import { isWords } from "../replica/keep-unsent.ts";
import { trayCount, waitingCount } from "../replica/reads.ts";

/** What would be lost with this person's replica. */
export type Unsent = {
  waiting: number;
  refused: number;
  drafts: number;
  /** Chosen for a message that was not sent; left out where there are none. */
  files?: number | undefined;
};

/** Counts without signing anybody in; a person with no replica here has nothing unsent. */
export async function unsentOf(personId: string): Promise<Unsent> {
  if (!(await replicasOnDevice()).includes(personId)) return { waiting: 0, refused: 0, drafts: 0 };
  const replica = openReplica(personId);
  try {
    return await unsentIn(replica);
  } finally {
    replica.close();
  }
}

/** The same of a replica that is open. */
export async function unsentIn(replica: Replica): Promise<Unsent> {
  const drafts = await replica.drafts.filter(isWords).count();
  const files = await replica.blobs.filter(({ drafted }) => drafted).count();
  const counted = { waiting: await waitingCount(replica), refused: await trayCount(replica), drafts };
  return files === 0 ? counted : { ...counted, files };
}
