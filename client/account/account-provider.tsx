import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { type Campus, campus as campusAnswer } from "../../shared/api/account.ts";
import type { Me } from "../replica/me.ts";
import { tabStorage } from "../ui/browser-storage.ts";
import { type Account, AccountContext } from "./account.tsx";
import { accountChannel } from "./account-channel.ts";
import { api, onNotAdmitted } from "./api.ts";
import { builtInCampus } from "./built-in-campus.ts";
import { deviceMemory } from "./device-memory.ts";
import { isNewStart, lastActivity, markHere, markStarted, showLife, tabsBeside, watchIdle } from "./idle.ts";
import { IdleWarning } from "./idle-warning.tsx";
import { NothingKept } from "./nothing-kept.tsx";
import { isMarkedShared, markShared } from "./shared-mark.ts";
import { SlowStart } from "./slow-start.tsx";
import { type Ended, type Known, type Standing, standingAfter, standingOf, type WhoAmI } from "./standing.ts";
import { tidyDevice } from "./tidy.ts";
import { tellSignOut, whoAmI } from "./whoami.ts";
import { wipeDevice, wipeShared, wipeTraces } from "./wipe.ts";

type Here = { standing: Standing; known: Known | null };

/** Knows who is here: first from the device, so that a cold start needs no network, then from the server. */
export function AccountProvider({ children, starting }: { children: ReactNode; starting: ReactNode }) {
  const [here, setHere] = useState<Here | null>(null);
  const [campus, setCampus] = useState<Campus>(builtInCampus);
  const channel = useRef<BroadcastChannel | null>(null);
  const closers = useRef(new Set<() => Promise<void>>());
  /** Desks that are closing their databases. */
  const closings = useRef(new Set<Promise<unknown>>());
  const [unusable, setUnusable] = useState(false);
  const shared = here?.known?.shared ?? false;
  const latest = useRef<Known | null>(null);
  latest.current = here?.known ?? null;
  const someone = here?.known != null;

  /** Shows another standing at once: the screens that go keep what is being written, and their desk begins to close. */
  const showNow = useCallback((next: Here) => flushSync(() => setHere(next)), []);

  /** Once no desk of this tab is open any more, only unsent words stay of whoever is not signed in. */
  const tidy = useCallback(async () => {
    while (closings.current.size > 0) await Promise.allSettled([...closings.current]);
    // A device that cannot be tidied now is tidied at its next start.
    await tidyDevice().catch((error: unknown) => console.error(error));
  }, []);

  const lockAs = useCallback(
    async (known: Known, why: Ended) => {
      const ended: Known = { ...known, ended: why };
      await deviceMemory.remember(ended).catch(() => undefined);
      showNow({ standing: standingOf(ended), known: ended });
      channel.current?.postMessage("changed");
      await wipeTraces().catch(() => undefined);
      await tidy();
    },
    [showNow, tidy],
  );

  const enter = useCallback(
    async (me: Me, isShared: boolean) => {
      const before = await deviceMemory.known();
      if (before !== null && before.me.id !== me.id) {
        await deviceMemory.rememberLeft(before).catch(() => undefined);
        await deviceMemory.forget();
      }
      const known: Known = { me, shared: isShared, ended: null };
      await deviceMemory.setOwesSignOut(false);
      markShared(isShared);
      await deviceMemory.remember(known).catch(() => undefined);
      await deviceMemory.forgetLeft((left) => left.me.id === me.id).catch(() => undefined);
      showNow({ standing: standingOf(known), known });
      channel.current?.postMessage("changed");
      void tidy();
    },
    [showNow, tidy],
  );

  const hearWho = useCallback(
    async (known: Known | null, who: WhoAmI) => {
      if (who.answer === "person") {
        if (known !== null && known.me.id !== who.me.id) return enter(who.me, isMarkedShared());
        // Where the browser has cleared its databases, the mark beside them may still be there.
        const next: Known = { me: who.me, shared: known?.shared ?? isMarkedShared(), ended: null };
        // A full device remembers nobody new; the person is here all the same.
        await deviceMemory.remember(next).catch(() => undefined);
        await deviceMemory.forgetLeft((left) => left.me.id === who.me.id).catch(() => undefined);
        const standing = standingAfter(known, who);
        setHere({ standing, known: next });
        if (!sameMe(known?.me ?? null, who.me)) channel.current?.postMessage("changed");
        if (standing.state !== "in") await tidy();
        return;
      }
      const standing = standingAfter(known, who);
      if (known !== null && standing.state === "locked" && known.ended !== standing.why)
        return lockAs(known, standing.why);
      if (known !== null && standing.state === "out") {
        // Whoever waited for approval had no desk; were there words all the same, they stay.
        await deviceMemory.rememberLeft(known).catch(() => undefined);
        await deviceMemory.forget();
        await tidy();
      }
      setHere({ standing, known: standing.state === "out" ? null : known });
    },
    [enter, lockAs, tidy],
  );

  const refresh = useCallback(async () => {
    const known = await deviceMemory.known();
    const who = await whoAmI();
    // Somebody signed out, or in, while the server was thinking: what it said is about the past.
    const now = await deviceMemory.known();
    if (now?.me.id === known?.me.id) await hearWho(known, who);
  }, [hearWho]);

  const endedByServer = useCallback(async () => {
    const known = await deviceMemory.known();
    const who = await whoAmI();
    const now = await deviceMemory.known();
    if (known === null || now?.me.id !== known.me.id) return;
    await hearWho(known, who.answer === "unreachable" ? { answer: "nobody" } : who);
  }, [hearWho]);

  const readDevice = useCallback(async () => {
    const known = await deviceMemory.known();
    showNow({ standing: known === null ? { state: "out" } : standingOf(known), known });
    await tidy();
  }, [showNow, tidy]);

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
    const personId = (await deviceMemory.known())?.me.id ?? latest.current?.me.id ?? null;
    // The server may be out of reach for long; what is on this device must go now.
    await deviceMemory.setOwesSignOut(true);
    await deviceMemory.forget();
    // Beside the rest: neither a slow server nor a database that is slow to close may hold up the other.
    const told = tellSignOut().catch(() => undefined);
    await Promise.allSettled([...closers.current].map((close) => close()));
    setHere({ standing: { state: "out" }, known: null });
    await wipeDevice(personId);
    channel.current?.postMessage("changed");
    await told;
  }, []);

  const lock = useCallback(
    async (why: Ended) => {
      const known = await deviceMemory.known();
      if (known !== null) await lockAs(known, why);
    },
    [lockAs],
  );

  // Whatever was asked, an answer of our server that this person may not be here is heard.
  useEffect(() => onNotAdmitted(() => void refresh()), [refresh]);

  useEffect(() => {
    const tabs = new BroadcastChannel(accountChannel);
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
        // The tab that heard of an ended sign-in may have died before it was done. Only now is it known who is here.
        void tidy();
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
  }, [refresh, hearCampus, tidy]);

  const [leavesAt, setLeavesAt] = useState<number | null>(null);
  useEffect(() => {
    if (!shared || !someone) return;
    const stop = watchIdle({ onSoon: setLeavesAt, onIdle: () => void leave() });
    return () => {
      stop();
      setLeavesAt(null);
    };
  }, [shared, someone, leave]);

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
        closing(done) {
          const settled: Promise<unknown> = done
            .catch(() => undefined)
            .finally(() => closings.current.delete(settled));
          closings.current.add(settled);
        },
        refresh,
        lock,
        endedByServer,
        rename: (me) => enter(me, here.known?.shared ?? false),
        leave,
        hearCampus,
      },
    [here, campus, enter, readDevice, rememberAgain, refresh, lock, endedByServer, leave, hearCampus],
  );

  if (unusable && account === null) return <NothingKept campus={campus} />;
  return account === null ? (
    <SlowStart campus={campus} blink={starting} />
  ) : (
    <AccountContext value={account}>
      {children}
      {shared && here?.known && (
        <IdleWarning
          personId={here.known.me.id}
          leavesAt={leavesAt}
          onStay={() => {
            markHere(Date.now());
            setLeavesAt(null);
          }}
        />
      )}
    </AccountContext>
  );
}

/** Who this device remembers; on a shared computer a new start forgets them first. */
async function start(): Promise<Known | null> {
  const known = await deviceMemory.known();
  const beside = await tabsBeside().catch(() => false);
  showLife();
  const fresh = isNewStart({ tab: tabStorage(), beside, last: lastActivity(), now: Date.now() });
  markStarted();
  if (fresh) await wipeShared();
  if (!(known?.shared ?? isMarkedShared()) || !fresh) return known;
  await deviceMemory.setOwesSignOut(true);
  await wipeDevice(known?.me.id ?? null);
  markStarted();
  return null;
}

function rememberedCampus(): Promise<Campus | null> {
  return deviceMemory.campus().catch(() => null);
}

function sameMe(a: Me | null, b: Me): boolean {
  return (
    a?.id === b.id &&
    a.name === b.name &&
    a.role === b.role &&
    a.email === b.email &&
    a.status === b.status &&
    a.withheld === b.withheld
  );
}
