import { useEffect, useState } from "react";
import type { z } from "zod";
import { api } from "../account/api.ts";
import { useConnection } from "./desk.tsx";

/** Asked again so often while the app is on screen, ms. */
const lookEveryMs = 30_000;
const changed = "alcove:people-changed";

/** Something was done with people here: what was asked about them may have another answer. */
export function peopleChanged(): void {
  window.dispatchEvent(new Event(changed));
}

/** What the server says of this path, as last heard, while `asks`; null before the first answer. `schema` never changes. */
export function useAsked<Answer>(path: string, schema: z.ZodType<Answer>, asks: boolean): Answer | null {
  const online = useConnection().state === "synced";
  const [heard, setHeard] = useState<Answer | null>(null);
  const now = asks && online;
  useEffect(() => {
    if (!now) return;
    const look = () => {
      if (document.visibilityState !== "visible") return;
      // Without an answer what was heard stays: the next look is soon.
      api.get(path, schema).then(setHeard, () => {});
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
  }, [now, path, schema]);
  return asks ? heard : null;
}
