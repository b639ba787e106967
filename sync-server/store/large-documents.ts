import type Database from "better-sqlite3";
import { type DocName, isLog, kindOf } from "../../shared/log/doc-name.ts";
import type { StoredSize } from "./compaction.ts";
import { answers, type QuestionName, type Questions } from "./document-questions.ts";
import { DocumentThread } from "./document-thread.ts";
import { prepareOnce } from "./prepared.ts";

/**
 * What is answered at once, in rows and bytes: a few milliseconds. Notes are merged, which takes some 150 ms for a MiB;
 * a log is concatenated.
 */
const atOnce = { notes: { rows: 256, bytes: 48 * 1024 }, log: { rows: 2_048, bytes: 1024 * 1024 } } as const;

/** Answers questions about documents: at once, or on a thread where that would hold the event loop. */
export type LargeDocuments = {
  ask<Name extends Exclude<QuestionName, "merged">>(
    name: Name,
    ask: Questions[Name]["ask"],
  ): Promise<Questions[Name]["answer"]>;
  merge(updates: Uint8Array[]): Promise<Uint8Array>;
  stop(): Promise<void>;
};

export function largeDocuments(db: Database.Database): LargeDocuments {
  // What is only in memory nobody else can open.
  const thread = db.memory ? null : new DocumentThread(db.name);

  function sizeOf(doc: DocName): StoredSize {
    const row = prepareOnce<[string], StoredSize>(db, "SELECT rows, bytes FROM documents WHERE name = ?").get(
      doc,
    );
    return row ?? { rows: 0, bytes: 0 };
  }

  return {
    ask: async (name, ask) => {
      const { rows, bytes } = sizeOf(ask.doc);
      const asked = "update" in ask ? ask.update.length : 0;
      const most = atOnce[isLog(kindOf(ask.doc)) ? "log" : "notes"];
      if (thread === null || (rows <= most.rows && bytes + asked <= most.bytes))
        return answers[name](db, ask);
      return thread.ask(name, ask);
    },
    merge: async (updates) => {
      const bytes = updates.reduce((sum, { length }) => sum + length, 0);
      if (thread === null || bytes <= atOnce.notes.bytes) return answers.merged(db, { updates });
      return thread.ask("merged", { updates });
    },
    stop: async () => thread?.stop(),
  };
}
