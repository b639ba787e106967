export type Shortcut = "sheet" | "search" | "home";

/**
 * What a single key means; null: nothing, it is the page's. Single keys can be switched off (WCAG 2.1.4), and mean
 * nothing while somebody types.
 */
export function shortcutOf(
  key: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "defaultPrevented">,
  typing: boolean,
  on: boolean,
): Shortcut | null {
  if (!on || typing || key.defaultPrevented || key.ctrlKey || key.metaKey || key.altKey) return null;
  if (key.key === "?") return "sheet";
  if (key.key === "/") return "search";
  if (key.key === "g") return "home";
  return null;
}
