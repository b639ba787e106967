import { unreachable } from "../../shared/unreachable.ts";
import type { ConnectionStatus } from "./connection.ts";
import type { FirstSync } from "./first-sync.ts";
import type { State } from "./machine.ts";

/** Does the server listen to documents on this socket? */
export function isWelcomed(state: State): boolean {
  return state.name === "live" || state.name === "catchingUp";
}

/** Is an attempt under way whose end is not known? */
export function isConnecting(state: State): boolean {
  return (
    state.name === "connecting" ||
    state.name === "greeting" ||
    state.name === "catchingUp" ||
    state.name === "probing"
  );
}

/** What the badge says of a state. */
export function statusOf(state: State, waiting: number, firstSync: FirstSync): ConnectionStatus {
  switch (state.name) {
    case "ended":
      return { state: state.why };
    case "full":
      return { state: "full", waiting };
    case "broken":
      return { state: "broken", waiting };
    case "outdated":
      return { state: "outdated" };
    case "live":
      return waiting === 0 ? { state: "synced" } : { state: "syncing", waiting, progress: null };
    case "catchingUp":
      return { state: "syncing", waiting, progress: firstSync.progress };
    case "idle":
      return { state: "syncing", waiting, progress: null };
    case "connecting":
    case "greeting":
      return state.since === null
        ? { state: "syncing", waiting, progress: null }
        : { state: "offline", since: state.since, waiting };
    case "waiting":
    case "probing":
      return { state: "offline", since: state.since, waiting };
    default:
      return unreachable(state);
  }
}
