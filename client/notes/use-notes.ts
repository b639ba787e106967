import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { DeskSession } from "../replica/session.ts";
import { type Ended, type OpenNotes, openNotes } from "./open-notes.ts";

/** The open document, and what ended the one before it on this screen. */
export type NotesOnScreen = { notes: OpenNotes; before: Ended | null };

/** Opens the notes while the component is mounted, and again, from the replica, when what was shown may not stay. */
export function useNotes(session: DeskSession, ticketId: string): NotesOnScreen | null {
  const [shown, setShown] = useState<NotesOnScreen | null>(null);
  // The session object is new with each render of the desk; the person and the database are not.
  const latest = useRef(session);
  latest.current = session;
  const { replica } = session;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another database is another person's
  useEffect(() => {
    let current: OpenNotes | null = null;
    const open = (before: Ended | null) => {
      const notes = openNotes(latest.current, ticketId);
      current = notes;
      notes.ended.subscribe(() => {
        const ended = notes.ended.get();
        if (current !== notes || ended === null) return;
        notes.close();
        if (ended === "signed-out") setShown(null);
        else open(ended);
      });
      setShown({ notes, before });
    };
    open(null);
    return () => {
      const last = current;
      current = null;
      last?.close();
      setShown(null);
    };
  }, [replica, ticketId]);

  return shown;
}

export function useSubscribable<T>({
  subscribe,
  get,
}: {
  subscribe(listener: () => void): () => void;
  get(): T;
}): T {
  return useSyncExternalStore(subscribe, get, get);
}
