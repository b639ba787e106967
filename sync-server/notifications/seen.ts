import { type Placed, placed, type Said, timeOf, unseenBy } from "../../shared/chat/seen.ts";
import { chatEntry } from "../../shared/entries/chat-entries.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { readLog } from "../../shared/log/read-log.ts";
import type { StoreReader } from "../store/store.ts";

type Asked = { ticketId: string; person: string };
/** `acceptedAt` in ms. */
export type Unseen = { id: string; by: string; acceptedAt: number };
type Asking = Pick<StoreReader, "content" | "acceptances">;

/**
 * Has this person seen a message in the app? As `unseenBy` says: by what was accepted when. Looked up in the log when it is asked, so that nothing has to be kept in step with it. A message that was
 * taken back meanwhile is nothing to tell anybody about.
 */
export async function hasSeen(
  store: Asking,
  { message, ...asked }: Asked & { message: string },
): Promise<boolean> {
  const said = await conversation(store, asked);
  if (!said.some(({ entry }) => entry.id === message)) return false;
  return !unseenBy(said, asked.person).some(({ entry }) => entry.id === message);
}

/** What others said in a conversation and this person has not seen, by when it was accepted. */
export async function unseenMessages(store: Asking, asked: Asked): Promise<Unseen[]> {
  const unseen = unseenBy(await conversation(store, asked), asked.person);
  return unseen.map((each) => ({ id: each.entry.id, by: each.entry.by, acceptedAt: timeOf(each) }));
}

async function conversation(store: Asking, { ticketId }: Asked): Promise<Placed[]> {
  const doc = docName("chat", ticketId);
  const { values } = readLog([await store.content(doc)]);
  const found = await store.acceptances({ docs: new Set([doc]), after: 0, upTo: Number.MAX_SAFE_INTEGER });
  const accepted = new Map(found.flatMap(({ seq, at, ids }) => ids.map((id) => [id, { seq, at }] as const)));
  return placed(
    values.flatMap((value): Said[] => {
      const parsed = chatEntry.safeParse(value);
      if (!parsed.success) return [];
      const { data: entry } = parsed;
      // What was accepted between the two looks is the latest.
      const told = accepted.get(entry.id.toLowerCase());
      return [{ entry, accepted: told ?? { seq: Number.MAX_SAFE_INTEGER, at: entry.at } }];
    }),
  );
}
