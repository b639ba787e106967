import { meAnswer } from "../../shared/api/account.ts";
import { type NotAdmitted, notAdmittedBy } from "../../shared/refusal.ts";
import { openReplica, type Replica, replicasOnDevice } from "../replica/database.ts";
import type { Me } from "../replica/me.ts";
import { closeWhenLost } from "../sync/database-gone.ts";
import { deferred } from "../sync/deferred.ts";
import type { Engine } from "../sync/engine.ts";
import { type Locks, leadLock } from "../sync/leader.ts";
import type { Schedule } from "../sync/scheduler.ts";
import { openTabs, type Tabs } from "../sync/tabs.ts";

/** How long one background sync may work, ms. Chromium ends a worker's event after five minutes; nothing here needs one. */
export const drainWithinMs = 60_000;
/** A tab wants the lead: what is being pushed may still end, then the worker stops, ms. */
export const giveWayWithinMs = 1_000;
/** While a tab leads it is the one to push; looked at again so often, so many times, ms. */
export const lookAgainMs = 1_000;
export const looks = 10;

/** What a background sync came to. `again`: something still waits, so the browser is to try once more later. */
export type Drained = "nothing to do" | "drained" | "gave way" | "again";

export type DrainPorts = {
  locks: Locks;
  /** Whose sign-in this browser carries: `GET /api/me`. @throws when there is no network after all */
  whoAmI(): Promise<Me | NotAdmitted>;
  /** Our server said that nobody, or nobody active, is signed in here: only unsent words may stay on the device. */
  notAdmitted(said: NotAdmitted): Promise<void>;
  engineFor(session: { me: Me; replica: Replica }): Engine;
  schedule: Schedule;
};

/** Reads the answer of `GET /api/me`. @throws when it is no answer of our server: then the browser tries again later */
export async function readAccount(response: Response): Promise<Me | NotAdmitted> {
  const text = await response.text();
  const said = notAdmittedBy(response.status, text);
  if (said !== null) return said;
  return meAnswer.parse(JSON.parse(text)).person;
}

/**
 * Pushes what waits on this device, with the engine that tabs use and no tab open. It never takes the lead from a tab:
 * one that leads pushes by itself, and one that comes meanwhile gets the lead within a second.
 */
export async function drainOutbox(ports: DrainPorts): Promise<Drained> {
  const me = await ports.whoAmI();
  if (typeof me === "string" || me.status !== "active" || me.withheld !== undefined) {
    await ports.notAdmitted(
      typeof me === "string" ? me : me.status === "suspended" ? "suspended" : "pending",
    );
    return "nothing to do";
  }
  // A database is opened only if it is there: this person may have been wiped from the device.
  if (!(await replicasOnDevice()).includes(me.id)) return "nothing to do";
  const replica = openReplica(me.id);
  const tabs = openTabs(me.id);
  let ended: NotAdmitted | null = null;
  const stopGone = closeWhenLost(replica, () => {});
  try {
    if ((await waitingIn(replica)) === 0) return "nothing to do";
    return await takeTurns(ports, me, replica, tabs, (said) => {
      ended = said;
    });
  } finally {
    stopGone();
    tabs.close();
    replica.close();
    if (ended !== null) await ports.notAdmitted(ended);
  }
}

async function takeTurns(
  ports: DrainPorts,
  me: Me,
  replica: Replica,
  tabs: Tabs,
  ended: (said: NotAdmitted) => void,
): Promise<Drained> {
  for (let look = 0; look < looks; look++) {
    const turn = await ports.locks.request(leadLock(me.id), { ifAvailable: true }, async (lock) =>
      lock === null ? "a tab leads" : lead(ports, me, replica, tabs, ended),
    );
    if (turn === "gave way") return "gave way";
    if ((await waitingIn(replica)) === 0) return "drained";
    if (turn === "done") return "again";
    tabs.send({ t: "wake" });
    await new Promise<void>((done) => ports.schedule(lookAgainMs, done));
  }
  return "again";
}

async function lead(
  { engineFor, schedule }: DrainPorts,
  me: Me,
  replica: Replica,
  tabs: Tabs,
  ended: (said: NotAdmitted) => void,
): Promise<"done" | "gave way"> {
  const engine = engineFor({ me, replica });
  const wanted = deferred<"gave way">();
  const late = deferred<"done">();
  const cancelLate = schedule(drainWithinMs, () => late.resolve("done"));
  let cancelGrace = () => {};
  const stopListening = tabs.listen(({ t }) => {
    if (t === "lead-wanted") cancelGrace = schedule(giveWayWithinMs, () => wanted.resolve("gave way"));
  });
  try {
    engine.start();
    return await Promise.race([engine.drained().then(() => "done" as const), wanted.promise, late.promise]);
  } finally {
    cancelLate();
    cancelGrace();
    stopListening();
    const { state } = engine.status.get();
    if (state === "signed-out" || state === "suspended") ended(state);
    await engine.stop();
  }
}

/** What the server has not accepted. An accepted row only waits for the feed, and it comes by itself. */
async function waitingIn(replica: Replica): Promise<number> {
  return replica.outbox.filter((row) => row.state !== "accepted").count();
}
