import { type ChatEntry, chatEntry } from "../../shared/entries/chat-entries.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { readLog } from "../../shared/log/read-log.ts";
import type { StoreReader } from "../store/store.ts";

type Asked = { ticketId: string; person: string };
type Message = Extract<ChatEntry, { type: "chat.message" }>;

/**
 * Has this person seen a message in the app? They have when they said so (`chat.seen` up to it or a later one), or wrote
 * after it. Looked up in the log when it is asked, so that nothing has to be kept in step with it. A message that was
 * taken back meanwhile is nothing to tell anybody about.
 */
export async function hasSeen(
  store: Pick<StoreReader, "content">,
  { message, ...asked }: Asked & { message: string },
): Promise<boolean> {
  const entries = await conversation(store, asked);
  if (!entries.some(({ id }) => id === message)) return false;
  return !unseenIn(entries, asked.person).some(({ id }) => id === message);
}

/** What others said in a conversation and this person has not seen, in its order. */
export async function unseenMessages(store: Pick<StoreReader, "content">, asked: Asked): Promise<Message[]> {
  return unseenIn(await conversation(store, asked), asked.person);
}

function unseenIn(entries: readonly ChatEntry[], person: string): Message[] {
  const places = new Map(entries.map(({ id }, place) => [id, place]));
  const redacted = new Set(
    entries.flatMap((entry) => (entry.type === "chat.redacted" ? [entry.message] : [])),
  );
  let seenUpTo = -1;
  for (const [place, entry] of entries.entries()) {
    if (entry.by !== person) continue;
    if (entry.type === "chat.message") seenUpTo = Math.max(seenUpTo, place);
    if (entry.type === "chat.seen") seenUpTo = Math.max(seenUpTo, places.get(entry.upTo) ?? -1);
  }
  return entries
    .slice(seenUpTo + 1)
    .filter((entry): entry is Message => entry.type === "chat.message" && entry.by !== person)
    .filter(({ id }) => !redacted.has(id));
}

async function conversation(store: Pick<StoreReader, "content">, { ticketId }: Asked): Promise<ChatEntry[]> {
  return readLog([await store.content(docName("chat", ticketId))]).values.flatMap((value) => {
    const parsed = chatEntry.safeParse(value);
    return parsed.success ? [parsed.data] : [];
  });
}
