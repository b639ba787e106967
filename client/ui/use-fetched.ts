import { useCallback, useEffect, useRef, useState } from "react";

/** What a screen that needs the network knows of its answer. */
export type Fetched<Value> =
  | { state: "loading" }
  | { state: "here"; value: Value }
  | { state: "failed"; problem: unknown };

/** Fetches once, again on `again`, and by itself when the network comes back after a failure. */
export function useFetched<Value>(fetching: () => Promise<Value>) {
  const [fetched, setFetched] = useState<Fetched<Value>>({ state: "loading" });
  const work = useRef(fetching);
  work.current = fetching;
  const round = useRef(0);

  const again = useCallback(async () => {
    round.current += 1;
    const mine = round.current;
    try {
      const value = await work.current();
      if (mine === round.current) setFetched({ state: "here", value });
    } catch (problem) {
      // What was fetched before stays on the screen: old is better than nothing.
      if (mine === round.current)
        setFetched((before) => (before.state === "here" ? before : { state: "failed", problem }));
    }
  }, []);

  const failed = fetched.state === "failed";
  useEffect(() => {
    void again();
    return () => {
      round.current += 1;
    };
  }, [again]);
  useEffect(() => {
    if (!failed) return;
    const retry = () => void again();
    window.addEventListener("online", retry);
    return () => window.removeEventListener("online", retry);
  }, [failed, again]);

  return { fetched, again };
}
