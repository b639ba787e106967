/**
 * The WebSocket subprotocols of the app's socket that this program speaks, the newest first. A number is raised when a frame, a
 * control message or a code changes so that a program of the number before would misread it; the one before is spoken on.
 */
export const subprotocols = ["alcove.2", "alcove.1"] as const;
export type Subprotocol = (typeof subprotocols)[number];

/** The newest of them. */
export const subprotocol = subprotocols[0];

/** The newest version that both sides speak; null where there is none. */
export function commonVersion(offered: Iterable<string>): Subprotocol | null {
  const known = new Set(offered);
  return subprotocols.find((version) => known.has(version)) ?? null;
}

/** Does this version tell when something was accepted, and what level each side has? `alcove.1` stays as it was. */
export function tellsMore(version: Subprotocol): boolean {
  return version !== "alcove.1";
}

/** Paths of the two kinds of socket. */
export const syncPath = "/sync";
