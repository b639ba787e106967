import { useCallback, useState } from "react";
import { z } from "zod";
import { mergeText } from "../replica/merge-text.ts";
import { useDesk } from "../shell/desk.tsx";
import { type DraftKind, useLiveDraft } from "./use-live-draft.ts";

/** The free text of a dialog, by field. */
type Words = Readonly<Record<string, string>>;

const kept = z.record(z.string(), z.string());

/**
 * The free text of a dialog, kept on the device while it is being written: across a reload, an ended sign-in, and a dialog
 * that was closed by accident. The same in every tab.
 * @param key begins with a document's name where the words belong to one, so that they go with it
 * @param initial what stands there before anybody has written; read once
 */
export function useFormDraft<Fields extends Words>(key: string, initial: Fields) {
  const [kind] = useState(() => kindOf(initial));
  const { value, change: changeAll } = useLiveDraft(useDesk(), key, kind);
  const words = value ?? kind.empty;
  const change = useCallback(
    (changed: Partial<Fields>) => changeAll({ ...words, ...changed }),
    [words, changeAll],
  );
  /** Sent, or thrown away on purpose. */
  const discard = useCallback(() => changeAll(kind.empty), [changeAll, kind]);
  return { words, change, discard };
}

/** How such words are kept, and how two tabs' changes of them become one. */
export function kindOf<Fields extends Words>(initial: Fields): DraftKind<Fields> {
  const each = (make: (field: string) => string | undefined): Fields => {
    const made = Object.keys(initial).flatMap((field) => {
      const text = make(field);
      return text === undefined ? [] : [[field, text] as const];
    });
    return { ...initial, ...Object.fromEntries(made) };
  };
  return {
    empty: initial,
    read: (text) => {
      const fields = wordsIn(text);
      return each((field) => fields[field]);
    },
    write: (words) =>
      Object.keys(initial).every((field) => words[field] === initial[field]) ? "" : JSON.stringify(words),
    merge: (base, mine, theirs) =>
      each((field) => mergeText(base[field] ?? "", mine[field] ?? "", theirs[field] ?? "")),
    join: (back) => back,
    everyMs: 400,
  };
}

function wordsIn(text: string): Words {
  try {
    return kept.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    return {};
  }
}
