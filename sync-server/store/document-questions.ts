import type Database from "better-sqlite3";
import * as Y from "yjs";
import type { Appointment } from "../../shared/calendar/appointments.ts";
import { calendarText } from "../../shared/calendar/calendar-text.ts";
import { type DocName, isLog, kindOf } from "../../shared/log/doc-name.ts";
import { type RowHead, runsOfLog, runsOfNotes } from "./compaction-runs.ts";
import { contentOf } from "./document-content.ts";
import { type Lacking, lackingOfLog } from "./lacking.ts";
import { type LogQuestions, logAnswers } from "./log-questions.ts";
import { addsNothing, joinedNotes } from "./notes-content.ts";
import { prepareOnce } from "./prepared.ts";

/** What takes longer the larger a document is, and its answer. */
export type Questions = LogQuestions & {
  content: { ask: { doc: DocName }; answer: Uint8Array };
  /** `has`: an encoded state vector. */
  lacking: { ask: { doc: DocName; has: Uint8Array }; answer: Lacking };
  /** Does this update of notes say nothing that is not stored? `read`: the bytes that were gone through for it. */
  addsNothing: { ask: { doc: DocName; update: Uint8Array }; answer: { known: boolean; read: number } };
  merged: { ask: { updates: Uint8Array[] }; answer: Uint8Array };
  /** Appointments as an iCalendar text; `refreshSeconds` as of `calendarText`. */
  calendar: { ask: { appointments: readonly Appointment[]; refreshSeconds: number }; answer: CalendarText };
  /** Runs of stored updates that are joined next, as their seqs. */
  runs: { ask: { doc: DocName }; answer: number[][] };
};

/** `unwritten`: sessions at a time that no calendar can write. */
export type CalendarText = { text: string; unwritten: string[] };

export type QuestionName = keyof Questions;

/** Answers each question in one look at the database. */
export const answers: {
  [Name in QuestionName]: (db: Database.Database, ask: Questions[Name]["ask"]) => Questions[Name]["answer"];
} = {
  ...logAnswers,
  content: (db, { doc }) => contentOf(db, doc),
  lacking: (db, { doc, has }) => {
    const clocks = Y.decodeStateVector(has);
    if (clocks.size > 0 && isLog(kindOf(doc))) return lackingOfLog(db, doc, { bytes: has, clocks });
    const content = contentOf(db, doc);
    return { update: clocks.size === 0 ? content : Y.diffUpdate(content, has), read: content.length };
  },
  addsNothing: (db, { doc, update }) => {
    const content = contentOf(db, doc);
    return { known: addsNothing(content, update), read: content.length };
  },
  merged: (_, { updates }) => joinedNotes(updates),
  calendar: (_, { appointments, refreshSeconds }) => {
    const unwritten: string[] = [];
    const leftOut = ({ sessionId }: Appointment) => void unwritten.push(sessionId);
    return { text: calendarText(appointments, { refreshSeconds, leftOut }), unwritten };
  },
  runs: (db, { doc }) => {
    const isALog = isLog(kindOf(doc));
    const rows = prepareOnce<[string], RowHead>(
      db,
      `SELECT seq, client, items, length(body) AS bytes FROM updates
       WHERE document = (SELECT id FROM documents WHERE name = ?) ORDER BY seq`,
    ).iterate(doc);
    return isALog ? runsOfLog(rows) : runsOfNotes(rows);
  },
};
