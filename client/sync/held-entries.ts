import type { Replica } from "../replica/database.ts";
import type { Me } from "../replica/me.ts";
import { sendMissingAgain } from "../replica/reset.ts";
import type { Schedule } from "./scheduler.ts";

/** How often own entries that are held for others are looked at, ms. */
const heldAgainMs = 2_000;

export type HeldEntriesDeps = {
  replica: Replica;
  me: () => Me;
  now: () => number;
  schedule: Schedule;
  /** Runs a task in the engine's queue. */
  enqueue: (task: () => Promise<void>) => void;
  connection: () => number;
  /** Something may go on now. */
  again: () => void;
};

/** Own entries that rest on what another device has yet to bring back are looked at again while they are held. */
export class HeldEntries {
  private readonly deps: HeldEntriesDeps;

  constructor(deps: HeldEntriesDeps) {
    this.deps = deps;
  }

  /** Frees what can go, now and then again for as long as this connection lasts. Part of a task. */
  async free(mine = this.deps.connection()): Promise<void> {
    const { replica, me, now, schedule, enqueue, connection, again } = this.deps;
    if (mine !== connection() || !(await sendMissingAgain(replica, me(), now()))) return;
    schedule(heldAgainMs, () =>
      enqueue(async () => {
        await this.free(mine);
        again();
      }),
    );
  }
}
