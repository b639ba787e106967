import { useEffect, useRef, useState } from "react";
import type { MessageRow } from "../replica/schema.ts";

/** What a screen reader is told: each message of somebody else's that arrives while the conversation is open. */
export function useAnnounced(
  messages: readonly MessageRow[],
  me: string,
  nameOf: (id: string) => string,
): string {
  const known = useRef<Set<string> | null>(null);
  const [announced, setAnnounced] = useState("");
  useEffect(() => {
    const before = known.current;
    known.current = new Set(messages.map((message) => message.id));
    if (before === null) return;
    const news = messages.filter((message) => message.by !== me && !before.has(message.id));
    if (news.length > 0)
      setAnnounced(news.map((message) => `${nameOf(message.by)}: ${message.body}`).join(". "));
  }, [messages, me, nameOf]);
  return announced;
}
