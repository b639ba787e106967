import { useEffect, useState, useSyncExternalStore } from "react";
import { clockOffsetOf } from "../replica/meta.ts";
import { useLive } from "../replica/use-live.ts";
import { useDesk } from "../shell/desk.tsx";
import { followDay, today } from "./day.ts";

/** The time, read again every `everyMs`; for what is shown relative to now. */
export function useNow(everyMs = 30_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** The day on this device's clock; a component that reads it shows the new one soon after midnight. */
export function useDay(): string {
  return useSyncExternalStore(followDay, today);
}

/** The time by the server's clock, as far as the device knows it: for what happens at a time that others keep too. */
export function useServerNow(everyMs?: number): number {
  const { replica } = useDesk();
  const now = useNow(everyMs);
  const offset = useLive(() => clockOffsetOf(replica), [replica], 0);
  return now + offset;
}
