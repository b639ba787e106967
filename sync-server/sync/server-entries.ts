import type { Draft, Entry } from "../../shared/entries/entry.ts";
import { encodeAppend } from "../../shared/log/append.ts";
import { newClientId } from "../../shared/log/client-id.ts";
import type { DocName } from "../../shared/log/doc-name.ts";
import type { Desk } from "./desk.ts";
import type { Outcome } from "./writer.ts";

/** Tries at an append that somebody else keeps overtaking. */
const appendTries = 8;

/**
 * Appends an entry that the server writes, in its own name or in a person's, by the same path as any other:
 * encoded against the tail, judged by the guard, committed and fed.
 */
export async function appendEntry<E extends Entry>(
  { writer, now }: Pick<Desk, "writer" | "now">,
  {
    doc,
    by,
    draft,
    id = crypto.randomUUID(),
    proved = false,
  }: {
    doc: DocName;
    by: string;
    draft: Draft<E>;
    id?: string;
    proved?: boolean;
  },
): Promise<Outcome> {
  const entry = { ...draft, id, by, at: now() };
  for (let tried = 1; ; tried++) {
    const head = await writer.head(doc);
    const update = encodeAppend({ client: newClientId(), clock: 0 }, head?.tail ?? null, [entry]);
    const outcome = await writer.push({ doc, personId: by, proved, update });
    if (outcome.status !== "stale" || tried >= appendTries) return outcome;
  }
}
