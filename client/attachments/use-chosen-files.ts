import { useCallback, useEffect, useRef, useState } from "react";
import { messageLimits } from "../../shared/entries/chat-entries.ts";
import type { DocName } from "../../shared/log/doc-name.ts";
import { draftedFiles, draftFile, undraftFile } from "../replica/files.ts";
import { isDiskFull } from "../replica/room.ts";
import type { BlobRow } from "../replica/schema.ts";
import type { DeskSession } from "../replica/session.ts";
import { useLive } from "../replica/use-live.ts";
import { fileLimit, hearFileLimit } from "./campus-limit.ts";
import { prepareFile } from "./prepare-file.ts";

export type ChosenFiles = {
  /** Ready to be sent, kept on this device until then. */
  files: readonly BlobRow[];
  /** Names of those that are being made ready. */
  preparing: readonly string[];
  /** Why files were not taken, a sentence for each. */
  problems: readonly string[];
  add: (files: Iterable<File>) => void;
  remove: (key: string) => void;
  /** Takes them for a message, once: the database says so later, and a second message may be sent before it does. */
  take: () => readonly BlobRow[];
  /** Puts back what could not be sent. */
  giveBack: (taken: readonly BlobRow[]) => void;
  forgetProblems: () => void;
};

/** The files chosen for the message that is being written in this chat. */
export function useChosenFiles({ replica, noRoom }: DeskSession, doc: DocName): ChosenFiles {
  const drafted = useLive(() => draftedFiles(replica, doc), [replica, doc], []);
  const taken = useRef<ReadonlySet<string>>(new Set());
  const [hidden, setHidden] = useState(taken.current);
  const [preparing, setPreparing] = useState<readonly string[]>([]);
  const [problems, setProblems] = useState<readonly string[]>([]);

  useEffect(() => {
    void hearFileLimit(replica);
  }, [replica]);

  const mark = useCallback((keys: Iterable<string>) => {
    taken.current = new Set(keys);
    setHidden(taken.current);
  }, []);

  // What the database shows as sent may be chosen again.
  useEffect(() => {
    const still = drafted.filter((row) => taken.current.has(row.key)).map((row) => row.key);
    if (still.length < taken.current.size) mark(still);
  }, [drafted, mark]);

  const take = () => {
    const files = drafted.filter((row) => !taken.current.has(row.key));
    mark([...taken.current, ...files.map((row) => row.key)]);
    return files;
  };
  const giveBack = (rows: readonly BlobRow[]) => {
    const back = new Set(rows.map((row) => row.key));
    mark([...taken.current].filter((key) => !back.has(key)));
  };

  const addOne = useCallback(
    async (file: File): Promise<string | null> => {
      try {
        const prepared = await prepareFile(file, await fileLimit(replica));
        if (!prepared.ok) return `${file.name} cannot be sent. ${prepared.why}`;
        if (await draftFile(replica, doc, prepared, Date.now())) return null;
        return `${file.name} was left out: a message takes ${messageLimits.attachments} files.`;
      } catch (error) {
        if (isDiskFull(error)) {
          noRoom?.();
          return `${file.name} could not be kept: this device is full. Free some space on it, then add the file again.`;
        }
        return `${file.name} could not be read.`;
      }
    },
    [replica, doc, noRoom],
  );

  const add = useCallback(
    (added: Iterable<File>) => {
      const all = [...added];
      setProblems([]);
      setPreparing((before) => [...before, ...all.map((file) => file.name)]);
      // One after the other: a picture that is drawn anew takes a phone's memory several times over.
      void all.reduce(async (before, file) => {
        await before;
        const problem = await addOne(file);
        setPreparing((now) => without(now, file.name));
        if (problem !== null) setProblems((now) => [...now, problem]);
      }, Promise.resolve());
    },
    [addOne],
  );

  const remove = useCallback((key: string) => void undraftFile(replica, key), [replica]);
  const forgetProblems = useCallback(() => setProblems([]), []);
  const files = drafted.filter((row) => !hidden.has(row.key));
  return { files, preparing, problems, add, remove, take, giveBack, forgetProblems };
}

function without(names: readonly string[], name: string): readonly string[] {
  const at = names.indexOf(name);
  return names.filter((_, index) => index !== at);
}
