import { mergeText } from "./merge-text.ts";
import type { DeskSession } from "./session.ts";
import { withRoom } from "./write.ts";

/** A draft as one tab knows it. `base`: what was kept on the device when this tab last looked. */
export type KnownDraft = { key: string; base: string };

/** How two tabs' changes of one kept draft become one. */
export type MergeKept = (base: string, mine: string, theirs: string) => string;

/** Another tab has sent this draft: there is nothing left of it to send. */
export class DraftTaken extends Error {
  override readonly name = "DraftTaken";
}

/** Another tab has changed this draft, and this tab has not shown it yet. */
export class DraftChanged extends Error {
  override readonly name = "DraftChanged";
  constructor() {
    super("You changed this in another tab. Check it, then send it.");
  }
}

/**
 * Keeps what this tab's person wrote, joined with what another tab kept meanwhile.
 * @returns what is kept now
 * @throws DeviceFull
 */
export async function keepDraft(
  session: DeskSession,
  { key, base }: KnownDraft,
  mine: string,
  merge: MergeKept = mergeText,
): Promise<string> {
  const { drafts } = session.replica;
  return withRoom(session, () =>
    drafts.db.transaction("rw", drafts, async () => {
      const kept = (await drafts.get(key))?.text ?? "";
      const text = kept === base ? mine : merge(base, mine, kept);
      if (text === "") await drafts.delete(key);
      else if (text !== kept) await drafts.put({ key, text, at: (session.now ?? Date.now)() });
      return text;
    }),
  );
}

/**
 * Takes a draft that is being sent, and leaves what another tab wrote beside it. Runs inside the caller's transaction,
 * so that one draft is sent by one tab, once.
 * @throws DraftTaken
 */
export async function takeDraft(session: DeskSession, { key, base }: KnownDraft): Promise<void> {
  const { drafts } = session.replica;
  const kept = (await drafts.get(key))?.text ?? "";
  if (base !== "" && kept === "") throw new DraftTaken();
  const rest = mergeText(base, "", kept);
  if (rest === "") await drafts.delete(key);
  else await drafts.put({ key, text: rest, at: (session.now ?? Date.now)() });
}

/**
 * Takes a draft of a form: only as a whole. Runs inside the caller's transaction.
 * @throws DraftTaken, DraftChanged
 */
export async function takeWholeDraft(session: DeskSession, { key, base }: KnownDraft): Promise<void> {
  const { drafts } = session.replica;
  const kept = (await drafts.get(key))?.text ?? "";
  if (base !== "" && kept === "") throw new DraftTaken();
  if (kept !== base) throw new DraftChanged();
  await drafts.delete(key);
}
