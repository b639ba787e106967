import { chatEntry } from "../../shared/entries/chat-entries.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { readLog } from "../../shared/log/read-log.ts";
import type { StoreReader } from "../store/store.ts";

/**
 * Has this person seen a message in the app? They have when they said so (`chat.seen` up to it or a later one), or wrote
 * after it. Looked up in the log when it is asked, so that nothing has to be kept in step with it. A message that was
 * taken back meanwhile is nothing to tell anybody about.
 */
export async function hasSeen(
  store: Pick<StoreReader, "content">,
  { ticketId, person, message }: { ticketId: string; person: string; message: string },
): Promise<boolean> {
  const entries = readLog([await store.content(docName("chat", ticketId))]).values.flatMap((value) => {
    const parsed = chatEntry.safeParse(value);
    return parsed.success ? [parsed.data] : [];
  });
  const places = new Map(entries.map(({ id }, place) => [id, place]));
  const place = places.get(message);
  if (place === undefined) return false;
  return entries.some((entry, other) => {
    if (entry.type === "chat.redacted") return entry.message === message;
    if (entry.by !== person) return false;
    if (entry.type === "chat.seen") return (places.get(entry.upTo) ?? -1) >= place;
    return entry.type === "chat.message" && other > place;
  });
}
