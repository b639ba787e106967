import { Button, Progress, Text } from "@mantine/core";
import { type ReactNode, useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { EarlierAccount } from "../account/earlier-account.tsx";
import { waitingCount } from "../replica/reads.ts";
import { useLive } from "../replica/use-live.ts";
import { lacks, lackWords } from "../ui/browser-lacks.ts";
import { clockTime } from "../ui/time-words.ts";
import { anyUnkept } from "../ui/unkept.ts";
import { badgeWords, bannerDue, lostWords, progressWords } from "./badge-words.ts";
import classes from "./banners.module.css";
import { useConnection, useDesk, useDeviceFull } from "./desk.tsx";
import { inFrontPath, useInFront } from "./in-front.ts";
import { RecoveryBanner } from "./recovery-banner.tsx";
import { lookForUpdate, updateOffer } from "./updates.ts";

/** What stands above the screens while it is true, and is quiet otherwise. */
export function Banners() {
  return (
    <section aria-label="Connection and updates">
      <DeskUpdateBanner />
      <FullBanner />
      <StorageBanner />
      <LostBanner />
      <EarlierBanner />
      <OfflineBanner />
      <OutdatedBanner />
      <FirstSyncBanner />
      <RecoveryBanner />
    </section>
  );
}

/** A new version is here; the person starts it, never in the middle of what they write. */
export function UpdateBanner({ kept = true }: { kept?: boolean }) {
  const offer = useSyncExternalStore(updateOffer.subscribe, updateOffer.get);
  if (offer === null) return null;
  return (
    <div className={classes.banner} role="status">
      <Text size="sm">
        {kept
          ? "A new version is ready. What you are writing is kept."
          : "A new version is ready. What you are writing now is not kept: this device is full."}
      </Text>
      <Button size="compact-sm" variant="default" onClick={offer.start}>
        Update now
      </Button>
    </div>
  );
}

function DeskUpdateBanner() {
  return <UpdateBanner kept={!useDeviceFull()} />;
}

/** Nothing new can be kept: said in every tab that met it, until there is room. */
function FullBanner() {
  if (!useDeviceFull()) return null;
  return (
    <div className={classes.banner} data-look="stopped" role="alert">
      <Text size="sm">
        This device is full, so nothing new is kept on it, fetched or sent. What you write now is only on this
        screen: keep it open, and delete some files or apps from the device. Alcove goes on by itself when
        there is room.
      </Text>
    </div>
  );
}

/** The browser has lost its storage under this page; only a reload brings it back. */
function StorageBanner() {
  const { storageStuck } = useDesk();
  if (!useSyncExternalStore(storageStuck.subscribe, storageStuck.get)) return null;
  return (
    <div className={classes.banner} data-look="stopped" role="alert">
      <Text size="sm">
        Alcove cannot read or save anything on this device right now. What was kept before is still there.
        {anyUnkept()
          ? " What you are writing now is only on this screen: copy it, then reload."
          : " Reload this page."}
      </Text>
      <Button size="compact-sm" variant="default" onClick={() => window.location.reload()}>
        Reload
      </Button>
    </div>
  );
}

/** The browser has cleared what was kept here; what was unsent then may be lost, and nobody else knows of it. */
function LostBanner() {
  const { kept } = useDesk();
  const lost = useSyncExternalStore(kept.lost.subscribe, kept.lost.get);
  if (lost === null) return null;
  return (
    <div className={classes.banner} data-look="stopped" role="alert">
      <Text size="sm">
        This browser cleared what Alcove kept on this device. It still held {lostWords(lost)}. What you do not
        find again is lost; please write it once more.
      </Text>
      <Button size="compact-sm" variant="default" onClick={kept.read}>
        I have read this
      </Button>
    </div>
  );
}

function EarlierBanner() {
  const { me } = useDesk();
  const banner = (content: ReactNode) => (
    <div className={classes.banner} role="status">
      {content}
    </div>
  );
  return <EarlierAccount me={me} banner={banner} />;
}

function OfflineBanner() {
  const status = useConnection();
  const due = useDue(bannerDue(status, Date.now()));
  const inFront = useInFront(due && status.state === "offline");
  if (!due || status.state !== "offline") return null;
  if (inFront === "somebody-else") {
    return (
      <div className={classes.banner} data-look="offline" role="status">
        <Text size="sm">
          Something answers in Alcove's place, such as a sign-in page of your campus or of this network. Open
          it and sign in there. What you write is kept on this device until then.
        </Text>
        <Button size="compact-sm" variant="default" component="a" href={inFrontPath}>
          Open it
        </Button>
      </div>
    );
  }
  return (
    <div className={classes.banner} data-look="offline" role="status">
      <Text size="sm">
        {inFront === "server" &&
          "Alcove's server answers, but the live connection to it does not open. If this goes on, tell whoever runs Alcove: a proxy may not pass on WebSocket. "}
        {badgeWords(status, clockTime).detail}
        {status.waiting > 0 && lacks().backgroundSync && ` ${lackWords.backgroundSync}`}
      </Text>
    </div>
  );
}

function OutdatedBanner() {
  const { replica } = useDesk();
  const status = useConnection();
  const waiting = useLive(() => waitingCount(replica), [replica], 0);
  const offer = useSyncExternalStore(updateOffer.subscribe, updateOffer.get);
  const outdated = status.state === "outdated";
  const [looked, setLooked] = useState<"looking" | "nothing" | null>(null);
  const look = useCallback(async () => {
    setLooked("looking");
    setLooked((await lookForUpdate()) ? null : "nothing");
  }, []);
  // Each time the server says so anew: every minute, as long as they do not fit together.
  useEffect(() => {
    if (outdated) void look();
  }, [outdated, look]);
  if (!outdated) return null;
  return (
    <div className={classes.banner} data-look="stopped" role="alert">
      <Text size="sm">
        This version of the app and the server's do not fit together, so nothing is sent or fetched.
        {waiting > 0 && " What you wrote is kept on this device, and you can go on writing."}
        {offer === null && looked === "nothing" && " There is no newer version of the app yet."}
      </Text>
      {offer === null && (
        <Button size="compact-sm" loading={looked === "looking"} onClick={() => void look()}>
          Look for an update
        </Button>
      )}
    </div>
  );
}

function FirstSyncBanner() {
  const status = useConnection();
  const words = progressWords(status);
  if (words === null || status.state !== "syncing" || status.progress === null) return null;
  const { done, total } = status.progress;
  return (
    <div className={classes.banner}>
      <Text size="sm">Fetching what is yours to see: {words}</Text>
      <Progress
        className={classes.progress}
        value={total === 0 ? 0 : (100 * done) / total}
        aria-label="First sync"
      />
    </div>
  );
}

/** True once `inMs` have passed; null: not at all. */
function useDue(inMs: number | null): boolean {
  const [due, setDue] = useState(inMs === 0);
  const waiting = inMs !== null;
  // Only whether it waits starts the clock: the number shrinks with every render.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    setDue(inMs === 0);
    if (inMs === null || inMs === 0) return;
    const timer = setTimeout(() => setDue(true), inMs);
    return () => clearTimeout(timer);
  }, [waiting]);
  return due && waiting;
}
