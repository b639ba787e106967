import { z } from "zod";
import { comparable } from "../../shared/text/comparable.ts";

/** So many replies, and so long each: a list that is read at a glance, in a field that holds one message. */
export const savedReplyLimits = { count: 50, name: 40, text: 4_000 } as const;

export const savedReply = z.object({
  id: z.string(),
  name: z.string().min(1).max(savedReplyLimits.name),
  text: z.string().min(1).max(savedReplyLimits.text),
});
export type SavedReply = z.infer<typeof savedReply>;

/** What this device kept; anything that is not a list of replies is an empty one. */
export function parseSavedReplies(value: unknown): SavedReply[] {
  const parsed = z.array(savedReply).max(savedReplyLimits.count).safeParse(value);
  return parsed.success ? parsed.data : [];
}

/** What a counselor begins with; they may change or remove each. */
export const firstReplies: readonly SavedReply[] = [
  {
    id: "received",
    name: "received",
    text: "Thank you for writing. I have read your message and will answer properly as soon as I can.",
  },
  {
    id: "times",
    name: "times",
    text: "Which times would suit you for a first session this week? Please name two or three.",
  },
  {
    id: "urgent",
    name: "urgent",
    text: "If you feel unsafe right now, please call the crisis line on the Crisis page or emergency services. This chat is not monitored around the clock.",
  },
];

/** The `::name` being written directly before the caret, or null. It begins a line or follows a space. */
export function replyQuery(text: string, caret: number): { start: number; query: string } | null {
  const match = /(?:^|\s)::([\p{L}\p{N}_-]{0,40})$/u.exec(text.slice(0, caret));
  const query = match?.[1];
  if (query === undefined) return null;
  return { start: caret - query.length - 2, query: comparable(query) };
}

/** Names that begin with the query first, then those that hold it in the name or the text. */
export function matchingReplies(replies: readonly SavedReply[], query: string): SavedReply[] {
  const wanted = comparable(query);
  const rank = ({ name, text }: SavedReply): number => {
    if (comparable(name).startsWith(wanted)) return 0;
    if (comparable(name).includes(wanted)) return 1;
    return comparable(text).includes(wanted) ? 2 : 3;
  };
  return replies
    .map((reply) => ({ reply, rank: rank(reply) }))
    .filter((each) => each.rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .map(({ reply }) => reply);
}

/** Puts a reply in the place of its `::name`. */
export function insertReply(text: string, caret: number, reply: SavedReply): { text: string; caret: number } {
  const start = replyQuery(text, caret)?.start ?? caret;
  return { text: text.slice(0, start) + reply.text + text.slice(caret), caret: start + reply.text.length };
}
