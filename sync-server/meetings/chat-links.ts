import { type EntryOf, parseEntry } from "../../shared/entries/entry.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { readLog } from "../../shared/log/read-log.ts";
import type { StoreReader } from "../store/store.ts";

export type SessionLink = EntryOf<"session.linked"> | EntryOf<"session.linkFailed">;

/** What the chat says last about a session's link; null: nothing yet. */
export async function latestLink(
  store: Pick<StoreReader, "content">,
  ticketId: string,
  sessionId: string,
): Promise<SessionLink | null> {
  const { values } = readLog([await store.content(docName("chat", ticketId))]);
  for (const value of values.toReversed()) {
    const parsed = parseEntry("chat", value);
    if (parsed.ok && isAbout(parsed.entry, sessionId)) return parsed.entry;
  }
  return null;
}

function isAbout(entry: { type: string }, sessionId: string): entry is SessionLink {
  return (
    (entry.type === "session.linked" || entry.type === "session.linkFailed") &&
    "sessionId" in entry &&
    entry.sessionId === sessionId
  );
}
