import { useEffect, useState } from "react";
import { z } from "zod";
import { api } from "../account/api.ts";
import { useConnection, useDesk } from "./desk.tsx";

/** Asked again so often while the app is on screen, ms. */
const lookEveryMs = 30_000;
const changed = "alcove:people-changed";
const pendingAnswer = z.object({ pending: z.number() });

/** An admin did something with people here: how many wait may be another number. */
export function peopleChanged(): void {
  window.dispatchEvent(new Event(changed));
}

/** How many people wait for an admin's approval, as last heard; 0 for everybody else. */
export function usePending(): number {
  const { me } = useDesk();
  const online = useConnection().state === "synced";
  const [pending, setPending] = useState(0);
  const asks = me.role === "admin" && online;
  useEffect(() => {
    if (!asks) return;
    const look = () => {
      if (document.visibilityState !== "visible") return;
      // Without an answer the number that was heard stays: the next look is soon.
      api.get("/api/people/pending", pendingAnswer).then(
        (answer) => setPending(answer.pending),
        () => {},
      );
    };
    look();
    const regularly = setInterval(look, lookEveryMs);
    document.addEventListener("visibilitychange", look);
    window.addEventListener(changed, look);
    return () => {
      clearInterval(regularly);
      document.removeEventListener("visibilitychange", look);
      window.removeEventListener(changed, look);
    };
  }, [asks]);
  return me.role === "admin" ? pending : 0;
}
