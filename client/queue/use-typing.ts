import { useEffect, useState } from "react";
import { z } from "zod";
import { docName } from "../../shared/log/doc-name.ts";
import { pageAwareness } from "../sync/awareness-hub.ts";
import { readAwareness } from "../sync/awareness-states.ts";
import { typingLastsMs } from "../sync/presence.ts";

const typingState = z.object({ user: z.object({ id: z.string() }), activity: z.literal("typing") });

/** Is somebody else typing in this ticket's chat? Only listens: looking at a row says nothing to anybody. */
export function useTyping(ticketId: string, me: string): boolean {
  const [typing, setTyping] = useState(false);
  useEffect(() => {
    let silence: ReturnType<typeof setTimeout> | undefined;
    const stop = pageAwareness.listen(docName("chat", ticketId), (update) => {
      const states = readAwareness(update) ?? [];
      if (states.length === 0) return;
      clearTimeout(silence);
      const now = states.some(({ state }) => {
        const parsed = typingState.safeParse(state);
        return parsed.success && parsed.data.user.id !== me;
      });
      setTyping(now);
      if (now) silence = setTimeout(() => setTyping(false), typingLastsMs);
    });
    return () => {
      stop();
      clearTimeout(silence);
    };
  }, [ticketId, me]);
  return typing;
}
