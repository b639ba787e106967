import { useCallback, useEffect, useState } from "react";
import { messageLimits } from "../../shared/entries/chat-entries.ts";
import type { DocName } from "../../shared/log/doc-name.ts";
import type { Replica } from "../replica/database.ts";
import { draftedFiles, draftFile, undraftFile } from "../replica/files.ts";
import type { BlobRow } from "../replica/schema.ts";
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
  forgetProblems: () => void;
};

/** The files chosen for the message that is being written in this chat. */
export function useChosenFiles(replica: Replica, doc: DocName): ChosenFiles {
  const files = useLive(() => draftedFiles(replica, doc), [replica, doc], []);
  const [preparing, setPreparing] = useState<readonly string[]>([]);
  const [problems, setProblems] = useState<readonly string[]>([]);

  useEffect(() => {
    void hearFileLimit(replica);
  }, [replica]);

  const addOne = useCallback(
    async (file: File): Promise<string | null> => {
      try {
        const prepared = await prepareFile(file, await fileLimit(replica));
        if (!prepared.ok) return `${file.name} cannot be sent. ${prepared.why}`;
        if (await draftFile(replica, doc, prepared, Date.now())) return null;
        return `${file.name} was left out: a message takes ${messageLimits.attachments} files.`;
      } catch {
        return `${file.name} could not be read, or there is no room for it on this device.`;
      }
    },
    [replica, doc],
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
  return { files, preparing, problems, add, remove, forgetProblems };
}

function without(names: readonly string[], name: string): readonly string[] {
  const at = names.indexOf(name);
  return names.filter((_, index) => index !== at);
}
