import type { RefObject } from "react";

/** What scrolls, and what in it holds a row with `data-message` for each message that is drawn. */
export type ScrolledChat = {
  scroller: RefObject<HTMLElement | null>;
  content: RefObject<HTMLElement | null>;
};

/** The rows of these messages that are drawn, in the conversation's order. */
export function drawnOf(inner: HTMLElement, ids: readonly string[]): HTMLElement[] {
  if (ids.length === 0) return [];
  const wanted = new Set(ids);
  return [...inner.querySelectorAll<HTMLElement>("[data-message]")].filter((row) =>
    wanted.has(row.getAttribute("data-message") ?? ""),
  );
}
