import { useCallback, useMemo } from "react";
import { type DeskSession, saveDraft } from "../replica/actions.ts";
import { useLive } from "../replica/use-live.ts";
import { firstReplies, parseSavedReplies, type SavedReply } from "./saved-replies.ts";

/** No document's name, so no revocation takes it: the replies are the counselor's own. */
const key = "saved-replies";

/** The saved replies of this person on this device. */
export function useSavedReplies(session: DeskSession): [SavedReply[], (next: SavedReply[]) => Promise<void>] {
  const { replica } = session;
  const kept = useLive(() => replica.drafts.get(key), [replica], undefined);
  const replies = useMemo(() => (kept === undefined ? [...firstReplies] : repliesIn(kept.text)), [kept]);
  const save = useCallback((next: SavedReply[]) => saveDraft(session, key, JSON.stringify(next)), [session]);
  return [replies, save];
}

function repliesIn(text: string): SavedReply[] {
  try {
    return parseSavedReplies(JSON.parse(text));
  } catch {
    return [];
  }
}
