import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useAccount } from "../account/account.tsx";
import { type KeptMarker, keepMarker } from "../account/kept-marker.ts";
import { SignOutDialog } from "../account/sign-out-dialog.tsx";
import { type Unsent, unsentOf } from "../account/unsent.ts";
import { unsentWords } from "../account/unsent-words.ts";
import { openReplica, type Replica } from "../replica/database.ts";
import type { Me } from "../replica/me.ts";
import { watchPage } from "../sync/page-life.ts";
import { type RoomWatch, watchRoom } from "../sync/room-watch.ts";
import { realSchedule } from "../sync/scheduler.ts";
import { type Sync, startSync } from "../sync/start-sync.ts";
import { pageReloadedAt, type StorageWatch, watchStorage } from "../sync/storage-watch.ts";
import { siteStorage } from "../ui/browser-storage.ts";
import { anyUnkept } from "../ui/unkept.ts";
import { type Desk, DeskContext } from "./desk.tsx";
import { whenRunAgain } from "./leave-page.ts";
import { OtherTab } from "./other-tab.tsx";

type Running = {
  me: Me;
  replica: Replica;
  sync: Sync;
  room: RoomWatch;
  kept: KeptMarker;
  storage: StorageWatch;
};

/** A browser takes one database after the other away; what is written to the next in between never ends. Ms. */
const clearedRestMs = 500;
/** A newer version waits for this tab to let go of the database; what a slow task still does then is lost to it. Ms. */
const letGoWithinMs = 2_000;

/** Opens the person's replica and keeps it in step with the server while this tab is theirs. */
export function DeskProvider({
  me,
  children,
  starting,
}: {
  me: Me;
  children: ReactNode;
  starting: ReactNode;
}) {
  const account = useAccount();
  const latest = useRef(account);
  latest.current = account;
  const { id, role, status, name, email } = me;
  const [running, setRunning] = useState<Running | null>(null);
  const [asking, setAsking] = useState<Unsent | null>(null);
  /** Counts replicas that were lost under this tab: each time it begins anew, from the server. */
  const [losses, setLosses] = useState(0);
  const [stopped, setStopped] = useState<"superseded" | "blocked" | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a replica that was lost is opened anew
  useEffect(() => {
    // Another role sees another desk: the session starts anew, over the same replica.
    const who: Me = { id, role, status, name, email };
    const replica = openReplica(id);
    replica.on("blocked", () => setStopped("blocked"));
    replica.on("ready", () => setStopped((now) => (now === "blocked" ? null : now)), true);
    const beginAnew = () => setLosses((before) => before + 1);
    const sync = startSync(
      { me: who, replica },
      {
        // Whoever is still remembered did not sign out: only the database is gone.
        onSignedOutElsewhere() {
          kept.stop();
          void latest.current.reread().then(beginAnew);
        },
        onCleared() {
          kept.stop();
          realSchedule(clearedRestMs, () => {
            beginAnew();
            void latest.current.rememberAgain();
          });
        },
        onSuperseded: () => void letGo(),
        onMe: () => void latest.current.refresh(),
      },
    );
    const room = watchRoom(replica, realSchedule, () => sync.wake());
    const kept = keepMarker(replica, id, siteStorage());
    const storage = watchStorage({
      read: () => replica.meta.count(),
      schedule: realSchedule,
      now: Date.now,
      reloadedAt: pageReloadedAt,
      unkept: anyUnkept,
      reload: () => window.location.reload(),
    });
    // A start whose database hangs is found here; later failures by the status.
    storage.look();
    const stopLooking = sync.status.subscribe(() => {
      if (sync.status.get().state === "broken" || storage.stuck.get()) storage.look();
    });
    // iOS ends the storage of apps that nobody looks at, and a page without a network reads nothing by itself.
    const look = () => storage.look();
    const stopShown = watchPage({ leaves() {}, hidden() {}, returns: look, shown: look });
    const stopLeaving = whenRunAgain(beginAnew);
    setRunning({ me: who, replica, sync, room, kept, storage });
    let ended = false;
    const letGo = async () => {
      // At once and not in a moment: the screens that go keep what is being written.
      flushSync(() => setStopped("superseded"));
      if (ended) return;
      ended = true;
      await Promise.race([sync.stop(), new Promise<void>((done) => realSchedule(letGoWithinMs, done))]);
      replica.close({ disableAutoOpen: true });
    };
    const end = async () => {
      if (ended) return;
      ended = true;
      kept.stop();
      sync.signedOut();
      await sync.stop();
      replica.close({ disableAutoOpen: true });
    };
    const forget = latest.current.beforeLeaving(end);
    const stopWatching = followStatus(sync, {
      signedOut: () => void latest.current.endedByServer(),
      suspended: () => void latest.current.lock("suspended"),
      back: () => void latest.current.refresh(),
    });
    return () => {
      forget();
      stopWatching();
      stopLooking();
      stopShown();
      stopLeaving();
      storage.stop();
      room.stop();
      kept.stop();
      setRunning(null);
      if (ended) return;
      ended = true;
      latest.current.closing(sync.stop().then(() => replica.close({ disableAutoOpen: true })));
    };
  }, [id, role, status, name, email, losses]);

  const signOut = useCallback(async () => {
    const unsent = await unsentOf(id);
    if (unsentWords(unsent).length > 0) setAsking(unsent);
    else await latest.current.leave();
  }, [id]);

  const desk = useMemo<Desk | null>(
    () =>
      running && {
        me: running.me,
        replica: running.replica,
        wake: running.sync.wake,
        noRoom: running.room.noRoom,
        connection: running.sync.status,
        full: running.room.full,
        kept: running.kept,
        storageStuck: running.storage.stuck,
        campus: account.campus,
        signOut,
      },
    [running, account.campus, signOut],
  );
  if (stopped !== null) return <OtherTab why={stopped} />;
  if (desk === null) return starting;
  return (
    <DeskContext value={desk}>
      {children}
      <SignOutDialog unsent={asking} onStay={() => setAsking(null)} onLeave={() => account.leave()} />
    </DeskContext>
  );
}

/** Turns what the connection says into what it means for the account. */
function followStatus(
  { status }: Sync,
  on: { signedOut: () => void; suspended: () => void; back: () => void },
): () => void {
  let before = status.get().state;
  return status.subscribe(() => {
    const { state } = status.get();
    if (state === before) return;
    if (state === "signed-out") on.signedOut();
    if (state === "suspended") on.suspended();
    // Name and role may have changed while nobody could say so.
    if (before === "offline") on.back();
    before = state;
  });
}
