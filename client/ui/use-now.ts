import { useEffect, useState } from "react";
import { clockOffsetOf } from "../replica/meta.ts";
import { useLive } from "../replica/use-live.ts";
import { useDesk } from "../shell/desk.tsx";

/** The time, read again every `everyMs`; for what is shown relative to now. */
export function useNow(everyMs = 30_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** The same by the server's clock, as far as the device knows it: for what happens at a time that others keep too. */
export function useServerNow(everyMs?: number): number {
  const { replica } = useDesk();
  const now = useNow(everyMs);
  const offset = useLive(() => clockOffsetOf(replica), [replica], 0);
  return now + offset;
}
