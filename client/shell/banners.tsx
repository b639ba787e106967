import { Button, Progress, Text } from "@mantine/core";
import { useEffect, useState, useSyncExternalStore } from "react";
import { waitingCount } from "../replica/reads.ts";
import { useLive } from "../replica/use-live.ts";
import { clockTime } from "../ui/time-words.ts";
import { badgeWords, bannerDue, progressWords } from "./badge-words.ts";
import classes from "./banners.module.css";
import { useConnection, useDesk } from "./desk.tsx";
import { updateOffer } from "./updates.ts";

/** What stands above the screens while it is true, and is quiet otherwise. */
export function Banners() {
  return (
    <section aria-label="Connection and updates">
      <UpdateBanner />
      <OfflineBanner />
      <OutdatedBanner />
      <FirstSyncBanner />
    </section>
  );
}

/** A new version is here; the person starts it, never in the middle of what they write. */
export function UpdateBanner() {
  const offer = useSyncExternalStore(updateOffer.subscribe, updateOffer.get);
  if (offer === null) return null;
  return (
    <div className={classes.banner} role="status">
      <Text size="sm">A new version is ready. What you are writing is kept.</Text>
      <Button size="compact-sm" variant="default" onClick={offer.start}>
        Update now
      </Button>
    </div>
  );
}

function OfflineBanner() {
  const status = useConnection();
  const due = useDue(bannerDue(status, Date.now()));
  if (!due || status.state !== "offline") return null;
  return (
    <div className={classes.banner} data-look="offline" role="status">
      <Text size="sm">{badgeWords(status, clockTime).detail}</Text>
    </div>
  );
}

function OutdatedBanner() {
  const { replica } = useDesk();
  const status = useConnection();
  const waiting = useLive(() => waitingCount(replica), [replica], 0);
  if (status.state !== "outdated") return null;
  return (
    <div className={classes.banner} data-look="stopped" role="alert">
      <Text size="sm">
        This version of the app is too old for the server, so nothing is sent. Reload to update.
        {waiting > 0 && " What you wrote is kept on this device."}
      </Text>
      <Button size="compact-sm" onClick={() => window.location.reload()}>
        Reload
      </Button>
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
