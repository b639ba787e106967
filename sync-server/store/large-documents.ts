import type Database from "better-sqlite3";
import { type DocName, isLog, kindOf } from "../../shared/log/doc-name.ts";
import type { StoredSize } from "./compaction.ts";
import { answers, type QuestionName, type Questions } from "./document-questions.ts";
import { DocumentThread } from "./document-thread.ts";
import { logAnswers } from "./log-questions.ts";
import { prepareOnce } from "./prepared.ts";

/**
 * What is answered at once, in rows and bytes: a few milliseconds. Notes are merged, which takes some 150 ms for a MiB;
 * a log is concatenated, or read entry by entry, which takes some 100 ms for a MiB.
 */
const atOnce = {
  notes: { rows: 256, bytes: 48 * 1024 },
  log: { rows: 2_048, bytes: 1024 * 1024 },
  entries: { rows: 256, bytes: 48 * 1024 },
} as const;

/** Appointments that are written at once: one takes 0.1 ms, each of at most 8 zones some 4 ms. */
const appointmentsAtOnce = 30;

/** Answers questions about documents: at once, or on a thread where that would hold the event loop. */
export type LargeDocuments = {
  ask<Name extends Exclude<QuestionName, "merged" | "calendar">>(
    name: Name,
    ask: Questions[Name]["ask"],
  ): Promise<Questions[Name]["answer"]>;
  merge(updates: Uint8Array[]): Promise<Uint8Array>;
  calendar(ask: Questions["calendar"]["ask"]): Promise<Questions["calendar"]["answer"]>;
  stop(): Promise<void>;
};

export function largeDocuments(db: Database.Database): LargeDocuments {
  // What is only in memory nobody else can open.
  const thread = db.memory ? null : new DocumentThread(db.name);
  // Jobs and calendars ask these: whoever opens a document does not wait for them.
  const entriesThread = db.memory ? null : new DocumentThread(db.name);

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
      const ofEntries = name in logAnswers;
      const most = atOnce[ofEntries ? "entries" : isLog(kindOf(ask.doc)) ? "log" : "notes"];
      const beside = ofEntries ? entriesThread : thread;
      if (beside === null || (rows <= most.rows && bytes + asked <= most.bytes))
        return answers[name](db, ask);
      return beside.ask(name, ask);
    },
    merge: async (updates) => {
      const bytes = updates.reduce((sum, { length }) => sum + length, 0);
      if (thread === null || bytes <= atOnce.notes.bytes) return answers.merged(db, { updates });
      return thread.ask("merged", { updates });
    },
    calendar: async (ask) => {
      if (entriesThread === null || ask.appointments.length <= appointmentsAtOnce)
        return answers.calendar(db, ask);
      return entriesThread.ask("calendar", ask);
    },
    stop: async () => {
      await Promise.all([thread?.stop(), entriesThread?.stop()]);
    },
  };
}
