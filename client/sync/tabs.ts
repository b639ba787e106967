import { z } from "zod";
import { type DocName, parseDocName } from "../../shared/log/doc-name.ts";
import type { ConnectionStatus } from "./connection.ts";

/**
 * Bytes of one awareness update between tabs. A state is a name, an activity and a cursor, some hundred bytes;
 * whatever is larger is no presence and is dropped.
 */
export const awarenessBytes = 16_384;

const waiting = z.int().nonnegative();
const connectionStatus: z.ZodType<ConnectionStatus> = z.discriminatedUnion("state", [
  z.object({ state: z.literal("synced") }),
  z.object({
    state: z.literal("syncing"),
    waiting,
    progress: z.object({ done: z.number(), total: z.number() }).nullable(),
  }),
  z.object({ state: z.literal("offline"), since: z.number(), waiting }),
  z.object({ state: z.literal("signed-out") }),
  z.object({ state: z.literal("suspended") }),
  z.object({ state: z.literal("full"), waiting }),
  z.object({ state: z.literal("broken"), waiting }),
  z.object({ state: z.literal("outdated") }),
]);

const doc = z.string().refine((name): name is DocName => parseDocName(name) !== null, "a document");
const update = z.custom<Uint8Array>(
  (bytes) => bytes instanceof Uint8Array && bytes.length <= awarenessBytes,
  "a small update",
);

/** What tabs of one person, and their service worker, tell each other: only what is not in Dexie. */
const tabMessage = z.discriminatedUnion("t", [
  /** A follower wrote to the outbox. */
  z.object({ t: z.literal("wake") }),
  /** A tab has no status yet: the leader repeats it. */
  z.object({ t: z.literal("status-asked") }),
  z.object({ t: z.literal("status"), status: connectionStatus }),
  /** A tab waits for the lead; the service worker gives it up. */
  z.object({ t: z.literal("lead-wanted") }),
  /** From a follower to the socket, or from the socket to the followers. */
  z.object({ t: z.literal("awareness"), way: z.enum(["up", "down"]), doc, update }),
  /** The person signed out on this device: every tab lets go of the database. */
  z.object({ t: z.literal("signed-out") }),
]);
export type TabMessage = z.infer<typeof tabMessage>;

export type Tabs = {
  /** Tells all other tabs; a tab never hears itself. Nothing is sent after `close`. */
  send(message: TabMessage): void;
  listen(listener: (message: TabMessage) => void): () => void;
  close(): void;
};

/** The channel between the tabs of one person. Its name carries the id, so another person's tabs never hear it. */
export function openTabs(personId: string): Tabs {
  const channel = new BroadcastChannel(`alcove-tabs-${personId}`);
  const listeners = new Set<(message: TabMessage) => void>();
  let open = true;
  channel.onmessage = ({ data }: { data: unknown }) => {
    // A tab with another version of the app may say what this one does not know.
    const message = tabMessage.safeParse(data);
    if (!message.success || !open) return;
    for (const listener of [...listeners]) listener(message.data);
  };
  return {
    send(message) {
      if (!open) return;
      if (message.t === "awareness" && message.update.length > awarenessBytes) return;
      channel.postMessage(message);
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      open = false;
      listeners.clear();
      channel.close();
    },
  };
}
