/** What the badge says. Times in ms since the epoch; `waiting` counts what the server has not accepted yet. */
export type ConnectionStatus =
  | { state: "synced" }
  | { state: "syncing"; waiting: number; progress: Progress | null }
  | { state: "offline"; since: number; waiting: number }
  | { state: "signed-out" }
  | { state: "suspended" }
  /** Nothing more can be stored on this device, so nothing is fetched or sent. */
  | { state: "full"; waiting: number }
  /** This device could not read or store something; it tries again by itself. */
  | { state: "broken"; waiting: number }
  | { state: "outdated" };

/** Of the first sync, in tickets. */
export type Progress = { done: number; total: number };

export function sameStatus(a: ConnectionStatus, b: ConnectionStatus): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
