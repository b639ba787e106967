/**
 * The one-time token behind `#token=`. It is taken out of the address bar at once, so that it stands in no
 * history; a reload of the page needs the link again, which is why it is kept for this tab's life.
 */
const taken = new Map<string, string>();

/** The token this page was opened with, or null. */
export function linkToken(): string | null {
  const { pathname, hash } = window.location;
  const token = new URLSearchParams(hash.slice(1)).get("token");
  if (token !== null && token !== "") {
    taken.set(pathname, token);
    window.history.replaceState(window.history.state, "", pathname);
  }
  return taken.get(pathname) ?? null;
}
