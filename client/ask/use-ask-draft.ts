import { useCallback, useEffect, useRef, useState } from "react";
import { saveDraft } from "../replica/actions.ts";
import { draft as draftIn } from "../replica/reads.ts";
import { useDesk } from "../shell/desk.tsx";
import { type AskDraft, askDraftKey, readAskDraft, writeAskDraft } from "./ask-draft.ts";

/** Typing rests this long, in ms, before the form is kept. */
const restMs = 400;

/** What could not be kept is tried again after so long, ms: a full device may have room soon. */
const keepAgainMs = 3_000;

/** The form, kept across reloads. Null until what was kept has been read. */
export function useAskDraft() {
  const desk = useDesk();
  const session = useRef(desk);
  session.current = desk;
  const [draft, setDraft] = useState<AskDraft | null>(null);
  const unkept = useRef<AskDraft | null>(null);
  const left = useRef(false);

  const keep = useCallback(async () => {
    const due = unkept.current;
    if (due === null) return;
    unkept.current = null;
    try {
      await saveDraft(session.current, askDraftKey, writeAskDraft(due));
    } catch {
      if (left.current) return;
      unkept.current ??= due;
      setTimeout(() => void keep(), keepAgainMs);
    }
  }, []);

  useEffect(() => {
    let gone = false;
    left.current = false;
    void draftIn(session.current.replica, askDraftKey).then((text) => {
      if (!gone) setDraft(readAskDraft(text));
    });
    const hide = () => void keep();
    document.addEventListener("visibilitychange", hide);
    return () => {
      gone = true;
      left.current = true;
      document.removeEventListener("visibilitychange", hide);
      void keep();
    };
  }, [keep]);

  useEffect(() => {
    if (draft === null || unkept.current === null) return;
    const timer = setTimeout(keep, restMs);
    return () => clearTimeout(timer);
  }, [draft, keep]);

  const change = useCallback((changed: Partial<AskDraft>) => {
    setDraft((now) => {
      if (now === null) return now;
      unkept.current = { ...now, ...changed };
      return unkept.current;
    });
  }, []);

  /** It is a ticket now. */
  const end = useCallback(async () => {
    unkept.current = null;
    await saveDraft(session.current, askDraftKey, "");
  }, []);

  return { draft, change, end };
}
