import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { deleteReplica, replicasOnDevice } from "../replica/database.ts";
import type { Me } from "../replica/me.ts";
import { tabStorage } from "../ui/browser-storage.ts";
import { type Account, AccountContext } from "./account.tsx";
import { type Campus, campus as campusAnswer } from "./answers.ts";
import { api } from "./api.ts";
import { builtInCampus } from "./built-in-campus.ts";
import { deviceMemory } from "./device-memory.ts";
import { isNewStart, lastActivity, markStarted, showLife, tabsBeside, watchIdle } from "./idle.ts";
import { NothingKept } from "./nothing-kept.tsx";
import { isMarkedShared, markShared } from "./shared-mark.ts";
import { type Ended, type Known, type Standing, standingAfter, standingOf } from "./standing.ts";
import { tellSignOut, whoAmI } from "./whoami.ts";
import { wipeDevice } from "./wipe.ts";

/** Tabs of one browser tell each other that somebody came or went; each reads the device again. */
const channelName = "alcove-account";

type Here = { standing: Standing; known: Known | null };

/** Knows who is here: first from the device, so that a cold start needs no network, then from the server. */
export function AccountProvider({ children, starting }: { children: ReactNode; starting: ReactNode }) {
  const [here, setHere] = useState<Here | null>(null);
  const [campus, setCampus] = useState<Campus>(builtInCampus);
  const channel = useRef<BroadcastChannel | null>(null);
  const closers = useRef(new Set<() => Promise<void>>());
  const [unusable, setUnusable] = useState(false);
  const shared = here?.known?.shared ?? false;
  const latest = useRef<Known | null>(null);
  latest.current = here?.known ?? null;
  const someone = here?.known != null;

  const refresh = useCallback(async () => {
    const known = await deviceMemory.known();
    const who = await whoAmI();
    // Somebody signed out, or in, while the server was thinking: what it said is about the past.
    const now = await deviceMemory.known();
    if (now?.me.id !== known?.me.id) return;
    if (who.answer === "person") {
      // Where the browser has cleared its databases, the mark beside them may still be there.
      const next: Known = { me: who.me, shared: known?.shared ?? isMarkedShared(), ended: null };
      // A full device remembers nobody new; the person is here all the same.
      await deviceMemory.remember(next).catch(() => undefined);
      setHere({ standing: standingAfter(known, who), known: next });
      if (!sameMe(known?.me ?? null, who.me)) channel.current?.postMessage("changed");
      return;
    }
    const standing = standingAfter(known, who);
    if (known !== null && standing.state === "out") await wipeDevice();
    if (known !== null && standing.state === "locked")
      await deviceMemory.remember({ ...known, ended: standing.why }).catch(() => undefined);
    setHere({ standing, known: standing.state === "out" ? null : known });
  }, []);

  const readDevice = useCallback(async () => {
    const known = await deviceMemory.known();
    setHere({ standing: known === null ? { state: "out" } : standingOf(known), known });
  }, []);

  const rememberAgain = useCallback(async () => {
    const known = latest.current;
    if (known !== null) await deviceMemory.remember(known).catch(() => undefined);
    await refresh();
  }, [refresh]);

  const hearCampus = useCallback(async (heard: Campus) => {
    setCampus(heard);
    await deviceMemory.rememberCampus(heard).catch(() => undefined);
  }, []);

  const leave = useCallback(async () => {
    // The server may be out of reach for long; what is on this device must go now.
    await deviceMemory.setOwesSignOut(true);
    await deviceMemory.forget();
    await Promise.allSettled([...closers.current].map((close) => close()));
    setHere({ standing: { state: "out" }, known: null });
    await wipeDevice();
    channel.current?.postMessage("changed");
    await tellSignOut().catch(() => undefined);
  }, []);

  const enter = useCallback(async (me: Me, isShared: boolean) => {
    // Tabs of whoever was here before must not take the deletion for the browser's.
    if ((await deviceMemory.known())?.me.id !== me.id) await deviceMemory.forget();
    for (const personId of await replicasOnDevice()) if (personId !== me.id) await deleteReplica(personId);
    const known: Known = { me, shared: isShared, ended: null };
    await deviceMemory.setOwesSignOut(false);
    markShared(isShared);
    await deviceMemory.remember(known).catch(() => undefined);
    setHere({ standing: standingOf(known), known });
    channel.current?.postMessage("changed");
  }, []);

  const lock = useCallback(
    async (why: Ended) => {
      const known = await deviceMemory.known();
      if (known === null) return;
      await deviceMemory.remember({ ...known, ended: why });
      await readDevice();
    },
    [readDevice],
  );

  useEffect(() => {
    const tabs = new BroadcastChannel(channelName);
    channel.current = tabs;
    tabs.onmessage = () => void readDevice();
    return () => tabs.close();
  }, [readDevice]);

  useEffect(() => {
    let gone = false;
    start()
      .then(async (known) => {
        if (gone) return;
        if (known !== null) setHere({ standing: standingOf(known), known });
        await refresh();
      })
      .catch((error: unknown) => {
        console.error(error);
        // Whoever is in already goes on; a page that cannot even begin says so.
        if (!gone && latest.current === null) setUnusable(true);
      });
    void rememberedCampus().then((kept) => {
      if (!gone && kept !== null) setCampus((now) => (now === builtInCampus ? kept : now));
    });
    const hear = () => void api.get("/api/campus", campusAnswer).then(hearCampus, () => undefined);
    hear();
    window.addEventListener("online", hear);
    return () => {
      gone = true;
      window.removeEventListener("online", hear);
    };
  }, [refresh, hearCampus]);

  useEffect(() => (shared && someone ? watchIdle(() => void leave()) : undefined), [shared, someone, leave]);

  const account = useMemo<Account | null>(
    () =>
      here && {
        standing: here.standing,
        campus,
        shared: here.known?.shared ?? false,
        enter,
        reread: readDevice,
        rememberAgain,
        beforeLeaving(close) {
          closers.current.add(close);
          return () => void closers.current.delete(close);
        },
        refresh,
        lock,
        rename: (me) => enter(me, here.known?.shared ?? false),
        leave,
        hearCampus,
      },
    [here, campus, enter, readDevice, rememberAgain, refresh, lock, leave, hearCampus],
  );

  if (unusable && account === null) return <NothingKept campus={campus} />;
  return account === null ? starting : <AccountContext value={account}>{children}</AccountContext>;
}

/** Who this device remembers; on a shared computer a new start forgets them first. */
async function start(): Promise<Known | null> {
  const known = await deviceMemory.known();
  const beside = await tabsBeside().catch(() => false);
  showLife();
  const fresh = isNewStart({ tab: tabStorage(), beside, last: lastActivity(), now: Date.now() });
  markStarted();
  if (!(known?.shared ?? isMarkedShared()) || !fresh) return known;
  await deviceMemory.setOwesSignOut(true);
  await wipeDevice();
  markStarted();
  return null;
}

function rememberedCampus(): Promise<Campus | null> {
  return deviceMemory.campus().catch(() => null);
}

function sameMe(a: Me | null, b: Me): boolean {
  return (
    a?.id === b.id && a.name === b.name && a.role === b.role && a.email === b.email && a.status === b.status
  );
}
