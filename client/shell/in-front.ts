import { useEffect, useState } from "react";

/**
 * What answers in place of the live connection: nothing, the server itself over HTTP alone, or somebody else, such as the
 * sign-in page of a proxy or a network.
 */
export type InFront = "nothing" | "server" | "somebody-else";

/** Between two looks, ms. The first says nothing of the server: a device may just be waiting to connect again. */
const lookEveryMs = 30_000;
/** Milliseconds to answer. */
const patience = 10_000;

/** Where a person meets whoever stands in front; the server sends them back to the app from there. */
export const inFrontPath = "/api/return";

/** Asks for what anybody may read, and looks who answers. */
export async function lookInFront(ask: typeof fetch = fetch): Promise<InFront> {
  try {
    const answer = await ask("/api/campus", {
      cache: "no-store",
      // A redirect is somebody else's: our own API makes none here.
      redirect: "manual",
      signal: AbortSignal.timeout(patience),
    });
    if (answer.type === "opaqueredirect" || (answer.status >= 300 && answer.status < 400))
      return "somebody-else";
    const json = answer.headers.get("content-type")?.includes("json") ?? false;
    if (answer.ok) return json ? "server" : "somebody-else";
    // A proxy answers so while the server restarts; a gateway's 401 or 403 that is not ours asks for a sign-in.
    return !json && [401, 403, 407, 511].includes(answer.status) ? "somebody-else" : "nothing";
  } catch {
    return "nothing";
  }
}

/** Looks while there is no connection, and says what it found; the server only when it answered twice in a row. */
export function useInFront(offline: boolean): InFront {
  const [found, setFound] = useState<InFront>("nothing");
  useEffect(() => {
    if (!offline) return;
    let gone = false;
    let before: InFront = "nothing";
    const look = async () => {
      const now = await lookInFront();
      if (gone) return;
      setFound(now === "server" && before !== "server" ? "nothing" : now);
      before = now;
    };
    void look();
    const timer = setInterval(() => void look(), lookEveryMs);
    return () => {
      gone = true;
      clearInterval(timer);
      setFound("nothing");
    };
  }, [offline]);
  return found;
}
