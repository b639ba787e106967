import { WebsocketProvider } from "y-websocket";
import { Doc } from "yjs";
import { docName } from "../../shared/log/doc-name.ts";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import type { DeskSession } from "../replica/session.ts";
import { pageAwareness } from "../sync/awareness-hub.ts";
import { createSubject, type Subscribable } from "../sync/subscribable.ts";
import { type Saving, virtualSocketFor } from "../sync/virtual-socket.ts";
import { type Shown, showNotes } from "./shown-notes.ts";

/** A ticket's notes on the screen. */
export type OpenNotes = {
  shown: Subscribable<Shown>;
  awareness: WebsocketProvider["awareness"];
  /** Everything this device has is in the document. */
  loaded: Subscribable<boolean>;
  saving: Subscribable<Saving>;
  /** Why this document must not be shown any longer; null while it may. */
  ended: Subscribable<Ended | null>;
  /** Says to the others whether this person is writing or only reading. */
  present(activity: "notes" | "viewing"): void;
  close(): void;
};

/** `refused`: the screen holds words that were not accepted. `gone`: what the device holds was dropped or revoked. */
export type Ended = "refused" | "gone" | "signed-out";

/** The replica answers, whatever the host: the provider only wants a URL that parses. */
const nowhere = "ws://replica.invalid";

/**
 * Opens a ticket's notes from the replica, with or without a network. Each opening is a new Y.Doc with a clientID of its
 * own: the server binds a clientID to one person, and one that was refused is never used again.
 */
export function openNotes(session: DeskSession, ticketId: string, hub = pageAwareness): OpenNotes {
  const doc = new Doc();
  const loaded = createSubject(false);
  const ended = createSubject<Ended | null>(null);
  const saving = createSubject<Saving>("saved");
  const provider = new WebsocketProvider(nowhere, docName("notes", ticketId), doc, {
    WebSocketPolyfill: virtualSocketFor(session, { saving }, hub),
    disableBc: true,
  });
  const { awareness } = provider;
  const { shown, end } = showNotes(doc);
  const user = { id: session.me.id, name: session.me.name };
  const present = (activity: "notes" | "viewing") =>
    awareness.setLocalState({ ...awareness.getLocalState(), user, activity });
  present("viewing");
  provider.on("sync", () => loaded.set(true));
  provider.on("closed", ({ code }) => ended.set(endedBy(code)));
  const stopFarewell = hub.onClosing(() => awareness.setLocalState(null));
  return {
    shown,
    awareness,
    loaded,
    saving,
    ended,
    present,
    close() {
      stopFarewell();
      end();
      provider.destroy();
      doc.destroy();
    },
  };
}

function endedBy(code: number): Ended {
  if (code === closeCodes.writeRefused) return "refused";
  return code === closeCodes.signedOut ? "signed-out" : "gone";
}
