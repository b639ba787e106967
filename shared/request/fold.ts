import type { RequestEntry } from "../entries/request-entries.ts";
import { unreachable } from "../unreachable.ts";

/** What a student asks, as its log folds; null until it is written. */
export type RequestState = { title: string; description: string; writtenAt: number; editedAt: number | null };

/** Applies one accepted entry. Total: an edit of nothing, or a second writing, changes nothing. */
export function foldRequest(state: RequestState | null, entry: RequestEntry): RequestState | null {
  switch (entry.type) {
    case "request.written":
      return (
        state ?? { title: entry.title, description: entry.description, writtenAt: entry.at, editedAt: null }
      );
    case "request.edited":
      if (state === null) return null;
      return {
        ...state,
        title: entry.title ?? state.title,
        description: entry.description ?? state.description,
        editedAt: entry.at,
      };
    default:
      return unreachable(entry);
  }
}
