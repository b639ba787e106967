import type { MessageRow } from "../replica/schema.ts";

/** Parts of a message that have been on a screen somebody looked at: one taller than the screen is read by scrolling. */
export type Been = { start: boolean; end: boolean };

/** Vertical extent on the page, in pixels. */
export type Extent = { top: number; bottom: number };

/** Pixels by which an edge may stick out of the conversation: a line's own spacing is no text. */
const tolerance = 2;

/** What of this message has been on the screen, now that it stands here in what is shown of the conversation. */
export function beenAt(before: Been | undefined, message: Extent, shown: Extent): Been {
  const visible = (y: number) => y >= shown.top - tolerance && y <= shown.bottom + tolerance;
  const laidOut = message.bottom > message.top && shown.bottom > shown.top;
  return {
    start: before?.start === true || (laidOut && visible(message.top)),
    end: before?.end === true || (laidOut && visible(message.bottom)),
  };
}

export function isWhole(been: Been | undefined): boolean {
  return been?.start === true && been.end;
}

/**
 * The message up to which `chat.seen` may be said: seen is what was accepted no later than the one that it names, so
 * every unread message up to there must have been on the screen. Null where the first of them has not.
 */
export function seenUpTo(
  messages: readonly MessageRow[],
  wasOnScreen: (message: MessageRow) => boolean,
): string | null {
  const unread = messages.filter((message) => message.unread).sort(byAcceptance);
  const missed = unread.findIndex((message) => !wasOnScreen(message));
  return (missed === -1 ? unread.at(-1) : unread[missed - 1])?.id ?? null;
}

function byAcceptance(a: MessageRow, b: MessageRow): number {
  const waits = Number.MAX_SAFE_INTEGER;
  return (a.seq ?? waits) - (b.seq ?? waits) || a.position - b.position;
}
