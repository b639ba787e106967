/** First part of the path of each screen. What begins otherwise is no page of the app: a proxy's sign-in page, say. */
export const appPaths = [
  "ask",
  "audit",
  "crisis",
  "forgot-password",
  "invitation",
  "oversight",
  "people",
  "queue",
  "recoveries",
  "reset-password",
  "settings",
  "setup",
  "sign-in",
  "sign-up",
  "tickets",
  "tray",
  "waiting",
] as const;

/** Is this the address of a screen? */
export function isAppPath(path: string): boolean {
  const first = path.split("/")[1] ?? "";
  return first === "" || first === "index.html" || appPaths.some((each) => each === first);
}
