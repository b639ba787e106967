import { useCallback, useMemo } from "react";
import { changeDraft, type DeskSession } from "../replica/actions.ts";
import { useLive } from "../replica/use-live.ts";
import { firstReplies, parseSavedReplies, type SavedReply } from "./saved-replies.ts";

/** No document's name, so no revocation takes it: the replies are the counselor's own. */
const key = "saved-replies";

/** What the list becomes; another tab may have changed it since it was shown. */
export type ChangeReplies = (now: SavedReply[]) => SavedReply[];

/** The saved replies of this person on this device. */
export function useSavedReplies(
  session: DeskSession,
): [SavedReply[], (change: ChangeReplies) => Promise<void>] {
  const { replica } = session;
  const kept = useLive(() => replica.drafts.get(key), [replica], undefined);
  const replies = useMemo(() => (kept === undefined ? [...firstReplies] : repliesIn(kept.text)), [kept]);
  const save = useCallback(
    (change: ChangeReplies) =>
      changeDraft(session, key, (text) =>
        JSON.stringify(change(text === null ? [...firstReplies] : repliesIn(text))),
      ),
    [session],
  );
  return [replies, save];
}

function repliesIn(text: string): SavedReply[] {
  try {
    return parseSavedReplies(JSON.parse(text));
  } catch {
    return [];
  }
}
