import { useEffect } from "react";

/** Names the page in the tab and to screen readers. Never a ticket's words: tabs are seen over shoulders. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Alcove`;
  }, [title]);
}
