import { mergeText } from "../replica/merge-text.ts";
import type { DeskSession } from "../replica/session.ts";
import { type DraftKind, type LiveDraft, useLiveDraft } from "../ui/use-live-draft.ts";

/** Short, because a page that is closed gets no time for one more saving: a write begun in `pagehide` may be cut off. */
const message: DraftKind<string> = {
  empty: "",
  read: (kept) => kept,
  write: (text) => text,
  merge: mergeText,
  join: (back, since) => `${back}\n${since}`,
  everyMs: 120,
};

/** What somebody is writing under this key, in whichever tab. */
export function useDraft(session: DeskSession, key: string): LiveDraft<string> {
  return useLiveDraft(session, key, message);
}
