import type { ConnectionStatus } from "../sync/connection.ts";
import type { Saving } from "../sync/virtual-socket.ts";

/** What stands under the notes: the words, and whether somebody must be told at once. */
export type SavedWords = { words: string; tone: "calm" | "waiting" | "alarm" };

/**
 * Where the words are, told honestly: in this page only, on this device, or with the server.
 * @param waiting edits in the outbox that have no verdict yet
 */
export function savedWords(
  saving: Saving,
  waiting: number,
  connection: ConnectionStatus["state"],
): SavedWords {
  if (saving === "failed") {
    return { words: "Not saved on this device. Keep this page open and make some room.", tone: "alarm" };
  }
  if (saving === "saving") return { words: "Saving…", tone: "waiting" };
  if (waiting === 0) return { words: "Saved", tone: "calm" };
  return connection === "offline"
    ? { words: "Kept on this device. Waiting to be sent.", tone: "waiting" }
    : { words: "Waiting to be sent", tone: "waiting" };
}
