import { holdsAll } from "../../shared/text/comparable.ts";
import { beginningOf } from "../../shared/text/graphemes.ts";
import type { TicketRow } from "../replica/schema.ts";
import { categoryWords, statusWords, urgencyWords } from "../ui/code-words.ts";

/** What stands in the second line of a row. */
export type Preview =
  | { kind: "draft"; text: string }
  | { kind: "typing" }
  | { kind: "message"; text: string; own: boolean }
  | { kind: "none"; text: string };

/** Characters of a preview; a row has one line and the rest would only cost layout. */
const previewCharacters = 160;

/** What a row shows of a ticket's words. An unclaimed ticket shows its title and no free text. */
export function previewOf(row: TicketRow, me: string, draft: string, typing: boolean): Preview {
  if (row.state.status === "open") return { kind: "none", text: "" };
  if (draft.trim() !== "") return { kind: "draft", text: oneLine(draft) };
  if (typing) return { kind: "typing" };
  if (row.lastMessage !== null)
    return { kind: "message", text: oneLine(row.lastMessage.body), own: row.lastMessage.by === me };
  return { kind: "none", text: "No messages yet" };
}

/** Since when somebody waits: for a counselor while it is open, for an answer from the first word of the student that has none. */
export function waitingSince(row: TicketRow): number {
  if (row.state.status === "open") return row.openedAt;
  return row.waitingSince ?? row.lastActivityAt;
}

export function unreadWords(unread: number): string {
  return unread > 9 ? "9+" : String(unread);
}

/** Every word of the filter stands somewhere in the ticket's own words, names or labels; its messages have an index. */
export function matchesFilter(row: TicketRow, student: string, filter: string): boolean {
  const { state } = row;
  const text = [
    row.search,
    student,
    categoryWords[state.category],
    urgencyWords[state.urgency],
    statusWords[state.status],
  ].join(" ");
  return holdsAll(text, filter);
}

function oneLine(text: string): string {
  return beginningOf(text.trim().replace(/\s+/g, " "), previewCharacters);
}
