import { z } from "zod";
import { categories, modes, urgencies } from "../../shared/entries/codes.ts";
import { requestLimits } from "../../shared/entries/request-entries.ts";
import { mergeText } from "../replica/merge-text.ts";
import { tooLongWords } from "../ui/too-long.ts";

/** What has been filled in so far; null where nothing was chosen yet. */
const askDraft = z.object({
  category: z.enum(categories).nullable(),
  urgency: z.enum(urgencies).nullable(),
  mode: z.enum(modes).nullable(),
  title: z.string(),
  description: z.string(),
});
export type AskDraft = z.output<typeof askDraft>;

export const emptyAsk: AskDraft = { category: null, urgency: null, mode: null, title: "", description: "" };

/** Where the form keeps itself; not a document's name, since the ticket does not exist yet. */
export const askDraftKey = "ask";

export function isEmptyAsk(draft: AskDraft): boolean {
  return Object.values(draft).every((value) => value === null || value.trim() === "");
}

/** As it is kept; the empty form keeps nothing, which ends the draft. */
export function writeAskDraft(draft: AskDraft): string {
  return isEmptyAsk(draft) ? "" : JSON.stringify(draft);
}

/** Whatever was kept, and an empty form for anything that is no draft of ours. */
export function readAskDraft(text: string): AskDraft {
  if (text === "") return emptyAsk;
  try {
    return askDraft.safeParse(JSON.parse(text)).data ?? emptyAsk;
  } catch {
    return emptyAsk;
  }
}

/** Two tabs' changes of one form: words of both stand, and of a choice the one that was changed. */
export function mergeAsk(base: AskDraft, mine: AskDraft, theirs: AskDraft): AskDraft {
  const chosen = <Field extends "category" | "urgency" | "mode">(field: Field) =>
    mine[field] === base[field] ? theirs[field] : mine[field];
  return {
    category: chosen("category"),
    urgency: chosen("urgency"),
    mode: chosen("mode"),
    title: mergeText(base.title, mine.title, theirs.title).replaceAll("\n", " "),
    description: mergeText(base.description, mine.description, theirs.description),
  };
}

/** What was not sent after all, and what was filled in since. */
export function joinAsk(back: AskDraft, since: AskDraft): AskDraft {
  return mergeAsk(emptyAsk, since, back);
}

/** A draft with everything in it. */
export type Asked = { [Field in keyof AskDraft]: NonNullable<AskDraft[Field]> };

export type Missing = Partial<Record<keyof AskDraft, string>>;

export type Checked = { complete: true; asked: Asked } | { complete: false; missing: Missing };

/** Is there enough to send, and not too much? Says what is wrong, field by field. The description may stay empty. */
export function checkAsk({ category, urgency, mode, title, description }: AskDraft): Checked {
  const words = title.trim();
  const about = description.trim();
  const longTitle = tooLongWords(words, requestLimits.title);
  const longDescription = tooLongWords(about, requestLimits.description);
  const fits = longTitle === null && longDescription === null;
  if (fits && category !== null && urgency !== null && mode !== null && words !== "") {
    return {
      complete: true,
      asked: {
        category,
        urgency,
        mode,
        title: words,
        description: about,
      },
    };
  }
  const missing: Missing = {};
  if (category === null) missing.category = "Please choose what comes closest.";
  if (urgency === null) missing.urgency = "Please choose how soon you need someone.";
  if (mode === null) missing.mode = "Please choose one; you can change it later.";
  if (words === "") missing.title = "Please write a few words.";
  if (longTitle !== null) missing.title = longTitle;
  if (longDescription !== null) missing.description = longDescription;
  return { complete: false, missing };
}
