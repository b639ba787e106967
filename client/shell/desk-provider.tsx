import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useAccount } from "../account/account.tsx";
import { SignOutDialog } from "../account/sign-out-dialog.tsx";
import { type Unsent, unsentOf } from "../account/unsent.ts";
import { unsentWords } from "../account/unsent-words.ts";
import { openReplica, type Replica } from "../replica/database.ts";
import type { Me } from "../replica/me.ts";
import { type Sync, startSync } from "../sync/start-sync.ts";
import { type Desk, DeskContext } from "./desk.tsx";

type Running = { me: Me; replica: Replica; sync: Sync };

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

  useEffect(() => {
    // Another role sees another desk: the session starts anew, over the same replica.
    const who: Me = { id, role, status, name, email };
    const replica = openReplica(id);
    const sync = startSync(
      { me: who, replica },
      {
        onSignedOutElsewhere: () => void latest.current.reread(),
        onMe: () => void latest.current.refresh(),
      },
    );
    setRunning({ me: who, replica, sync });
    let ended = false;
    const end = async () => {
      if (ended) return;
      ended = true;
      sync.signedOut();
      await sync.stop();
      replica.close({ disableAutoOpen: true });
    };
    const forget = latest.current.beforeLeaving(end);
    const stopWatching = followStatus(sync, {
      signedOut: () => void latest.current.refresh(),
      suspended: () => void latest.current.lock("suspended"),
      back: () => void latest.current.refresh(),
    });
    return () => {
      forget();
      stopWatching();
      setRunning(null);
      if (ended) return;
      ended = true;
      void sync.stop().then(() => replica.close({ disableAutoOpen: true }));
    };
  }, [id, role, status, name, email]);

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
        connection: running.sync.status,
        campus: account.campus,
        signOut,
      },
    [running, account.campus, signOut],
  );
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
