import type { DocName } from "../../shared/log/doc-name.ts";
import { createSubject, type Subscribable } from "./subscribable.ts";

/** Who is signed in on this page, and how many connections there have been: a new number means "say it again". */
export type HubConnection = { me: { id: string; name: string }; generation: number };

/** What `startSync` holds while it feeds the hub. */
export type HubLine = {
  receive(doc: DocName, update: Uint8Array): void;
  /** The socket or the leader is a new one and knows nobody of this page. */
  renew(): void;
  /** The page goes away: everybody on it says good-bye while there is still time. */
  closing(): void;
  detach(): void;
};

/**
 * Awareness between what is on screen in this page and the person's one socket, in whichever tab that is.
 * Screens may join before the sync has started: effects of children run before those of their parents.
 */
export type AwarenessHub = {
  connection: Subscribable<HubConnection | null>;
  /** Dropped while there is no connection: presence is only worth something now. */
  send(doc: DocName, update: Uint8Array): void;
  listen(doc: DocName, listener: (update: Uint8Array) => void): () => void;
  onClosing(listener: () => void): () => void;
  attach(me: { id: string; name: string }, send: (doc: DocName, update: Uint8Array) => void): HubLine;
};

export function createAwarenessHub(): AwarenessHub {
  const connection = createSubject<HubConnection | null>(null);
  const listeners = new Map<DocName, Set<(update: Uint8Array) => void>>();
  const farewells = new Set<() => void>();
  let sendUp: ((doc: DocName, update: Uint8Array) => void) | null = null;
  let generation = 0;
  return {
    connection,
    send: (doc, update) => sendUp?.(doc, update),
    listen(doc, listener) {
      const ofDoc = listeners.get(doc) ?? new Set();
      listeners.set(doc, ofDoc);
      ofDoc.add(listener);
      return () => {
        ofDoc.delete(listener);
        if (ofDoc.size === 0 && listeners.get(doc) === ofDoc) listeners.delete(doc);
      };
    },
    onClosing(listener) {
      farewells.add(listener);
      return () => void farewells.delete(listener);
    },
    attach(me, send) {
      const renew = () => connection.set({ me, generation: ++generation });
      sendUp = send;
      renew();
      return {
        receive(doc, update) {
          for (const listener of [...(listeners.get(doc) ?? [])]) listener(update);
        },
        renew,
        closing() {
          for (const farewell of [...farewells]) farewell();
        },
        detach() {
          if (sendUp !== send) return;
          sendUp = null;
          connection.set(null);
        },
      };
    },
  };
}

/** The hub of this page. One page has one person signed in, so it has one hub. */
export const pageAwareness: AwarenessHub = createAwarenessHub();
