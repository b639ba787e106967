import { useCallback } from "react";
import { useDesk } from "../shell/desk.tsx";
import { type DraftKind, useLiveDraft } from "../ui/use-live-draft.ts";
import {
  type AskDraft,
  askDraftKey,
  emptyAsk,
  joinAsk,
  mergeAsk,
  readAskDraft,
  writeAskDraft,
} from "./ask-draft.ts";

const form: DraftKind<AskDraft> = {
  empty: emptyAsk,
  read: readAskDraft,
  write: writeAskDraft,
  merge: mergeAsk,
  join: joinAsk,
  everyMs: 400,
};

/** The form, kept across reloads and the same in every tab. Null until what was kept has been read. */
export function useAskDraft() {
  const { value: draft, change: changeAll, take } = useLiveDraft(useDesk(), askDraftKey, form);
  const change = useCallback(
    (changed: Partial<AskDraft>) => {
      if (draft !== null) changeAll({ ...draft, ...changed });
    },
    [draft, changeAll],
  );
  return { draft, change, take };
}
