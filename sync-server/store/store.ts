import type { Appointment } from "../../shared/calendar/appointments.ts";
import type { Entry, Winner } from "../../shared/entries/entry.ts";
import type { Position } from "../../shared/log/append.ts";
import type { StoredItems } from "../../shared/log/content.ts";
import type { DocName } from "../../shared/log/doc-name.ts";
import type { Head } from "../../shared/log/head.ts";
import type { Principal } from "../../shared/policy/may-read.ts";
import type { AccountStanding, Role } from "../../shared/policy/roles.ts";
import type { TicketState } from "../../shared/ticket/state.ts";
import type { Job, JobSeed } from "../jobs/job.ts";
import type { JoinedRun, StoredSize } from "./compaction.ts";
import type { CalendarText } from "./document-questions.ts";
import type { FileChange, FileReader, FileWriter } from "./files.ts";
import type { Lacking, StateVector } from "./lacking.ts";
import type { Appointments, SessionLink, Unseen } from "./log-questions.ts";

/** What the server knows of a document. A row, never a `Y.Doc`. */
export type DocHead = Head & {
  /** The folded ticket; null for the other kinds. */
  ticket: TicketState | null;
  /** Stored updates and their bytes; compaction and the size bound of notes go by them. */
  rows: number;
  bytes: number;
  /** Bytes of a log by the person who wrote them; of notes nobody counts them. */
  bytesOf: ReadonlyMap<string, number>;
  /** When somebody is next told of what they have not seen in this chat, ms; 0 when nobody ever was. */
  lookAt: number;
};

/** An accepted entry as the index has it: enough to recognise it, never its words. */
export type IndexedEntry = {
  seq: number;
  client: number;
  clock: number;
  type: Entry["type"];
  by: string;
  at: number;
};

export type EntryKey = { doc: DocName; id: string };

/** An accepted update as it goes out on the feed: V1 bytes that stand alone. */
export type FeedUpdate = { seq: number; doc: DocName; update: Uint8Array };

export type GrantChange = {
  doc: DocName;
  principal: Principal;
  change: "opened" | "ended";
  /** The accepted entry that ended it, so that a device can say who was first; null when time or a role did. */
  because: Winner | null;
};

/** One accepted thing. Each takes one seq, in the order of the batch. */
export type Step =
  | {
      kind: "append";
      doc: DocName;
      stored: StoredItems;
      entries: (Omit<IndexedEntry, "seq"> & { id: string })[];
      writer: { client: number; clock: number; owner: string };
      tail: Position;
      lookAt: number;
      /** The ticket as it is now, when this is its log. */
      ticket: TicketState | null;
      grants: GrantChange[];
      /** Whose names a reader of this ticket needs to know. */
      participants: string[];
      /** What follows from these entries. */
      jobs: JobSeed[];
      /** What these entries do to the files of this chat. */
      files: FileChange[];
      /** Ids of entries of this log whose words are erased with this commit, wherever they are stored. */
      erased: string[];
    }
  | {
      kind: "notes";
      doc: DocName;
      update: Uint8Array;
      writers: { client: number; clock: number; owner: string }[];
    }
  /** Emergency access that has run out. */
  | { kind: "grants"; ticketId: string; expiredBy: number; grants: GrantChange[] }
  /** From this seq on the person has this role; their principals change with it. */
  | { kind: "role"; person: string; role: Role; status: AccountStanding };

export type Batch = {
  steps: Step[];
  /** The version of every head that a verdict of this batch rests on; the commit holds only while they stand. */
  judgedAgainst: ReadonlyMap<DocName, number>;
  /** When all of it is accepted, ms. */
  at: number;
};

/** A ticket's wait for the first message that is not the student's, ms; without one, until it ended or until now. */
export type FirstWait = { ms: number; answered: boolean };

/** An accepted append: its seq, when that was (ms; the writer's own time where none is on record), and its entries' ids. */
export type Acceptance = { doc: DocName; seq: number; at: number; ids: string[] };

export type CommitResult = { ok: true; firstSeq: number } | { ok: false; conflicts: DocName[] };

/** What changed between a device's cursor and now, for one person. */
export type Changes = {
  upTo: number;
  /** Readable at the cursor, or at some time since, and not now. */
  revoked: { doc: DocName; because: Winner | null }[];
  /** Readable now and not all along since the cursor, by the seq from which on; oldest first. */
  gained: { doc: DocName; from: number }[];
  /** Readable all along, with updates in between. */
  changed: DocName[];
};

export type EndedGrant = { untilSeq: number; because: Winner | null };

/** A device was seen, was asked to delete documents, or has deleted them. Times in ms since the epoch. */
export type DeviceNote = { device: string; person: string; at: number } & (
  | { kind: "seen"; cursor: number }
  | { kind: "asked" | "purged"; docs: readonly DocName[] }
);

export type EmergencyReason = { entry: string; ticket: string; admin: string; reason: string; at: number };

/** How a try of a job leaves it. `attempts` is counted anew from there. */
export type JobEnding =
  | { state: "done" }
  | { state: "failed"; attempts: number; error: string }
  | { state: "waiting"; attempts: number; dueAt: number; error: string | null };

/** A job that gave up; `endedAt` in ms. */
export type FailedJob = Job & { endedAt: number };

/** Reading. Every method is one consistent look at what is committed. */
export interface StoreReader extends FileReader {
  identity(): Promise<{ serverId: string; seq: number }>;
  /** Heads of the documents that exist; the others are absent. */
  heads(docs: readonly DocName[]): Promise<Map<DocName, DocHead>>;
  /** Index rows of the entries that were accepted, by `entryKey`; the others are absent. */
  entries(keys: readonly EntryKey[]): Promise<Map<string, IndexedEntry>>;
  /** A document as one V1 update; an empty update when it has nothing. */
  content(doc: DocName): Promise<Uint8Array>;
  /** The same for somebody: null unless one of their principals holds a grant on it in this very look. */
  contentFor(doc: DocName, principals: readonly Principal[]): Promise<Uint8Array | null>;
  /** What somebody who has so much of it lacks, and the bytes that were gone through for it. Null as with `contentFor`. */
  lackingFor(doc: DocName, principals: readonly Principal[], has: StateVector): Promise<Lacking | null>;
  /**
   * Stored updates of these documents after one seq and up to another, in seq order: at most `limit`, and none after
   * the one with which they pass `bytes`. With `heldBy` only those of documents on which one of these principals holds
   * a grant in this very look.
   */
  updates(range: {
    docs: ReadonlySet<DocName>;
    heldBy?: readonly Principal[];
    after: number;
    upTo: number;
    limit: number;
    bytes: number;
  }): Promise<FeedUpdate[]>;
  /** What was accepted in the logs among these documents after one seq and up to another, in seq order. */
  acceptances(range: { docs: ReadonlySet<DocName>; after: number; upTo: number }): Promise<Acceptance[]>;
  /** Those of the documents on which one of these principals holds a grant in this very look. */
  standing(docs: ReadonlySet<DocName>, principals: readonly Principal[]): Promise<Set<DocName>>;
  changes(person: string, now: readonly Principal[], cursor: number): Promise<Changes>;
  /** The role and status that a person was last admitted with; null before the first time. */
  recordedRole(person: string): Promise<{ role: Role; status: AccountStanding } | null>;
  /** Did one of these principals hold a grant on the document when this seq was accepted? */
  heldAt(principals: readonly Principal[], doc: DocName, seq: number): Promise<boolean>;
  /** The latest grant on the document that one of these principals lost; null if they never had one. */
  lastEnded(principals: readonly Principal[], doc: DocName): Promise<EndedGrant | null>;
  /** Everyone who stands in the logs of these tickets. */
  participants(ticketIds: readonly string[]): Promise<string[]>;
  /** Tickets that a person is assigned to and that are not over. */
  caseload(person: string): Promise<string[]>;
  /** How many tickets of each of these students have not ended. */
  openTickets(students: readonly string[]): Promise<Map<string, number>>;
  /** Tickets of which a person is the student or the counselor, over or not. */
  ticketsOf(person: string): Promise<string[]>;
  caseloads(): Promise<Map<string, number>>;
  /** How long the newest `limit` tickets opened at or after `since` (ms) waited for their first answer. In no order. */
  firstWaits(range: { since: number; now: number; limit: number }): Promise<FirstWait[]>;
  /** Tickets with an emergency access that ended at or before `now` (ms) and whose grants still stand. */
  expired(now: number): Promise<string[]>;
  /** What a chat says last about a session's link; null: nothing yet. */
  latestLink(chat: DocName, sessionId: string): Promise<SessionLink | null>;
  /** What others said in a chat and this person has not seen; null: nothing. */
  unseen(chat: DocName, person: string): Promise<Unseen | null>;
  /** Those of these messages of a chat that this person has seen. */
  seenOf(chat: DocName, person: string, messages: readonly string[]): Promise<string[]>;
  /** A person's sessions in one ticket that end after `since` (ms), bounded; in no order. */
  appointments(ticket: DocName, person: string, since: number): Promise<Appointments>;
  /** Appointments as an iCalendar text that is fetched again so often: written beside the event loop where there are many. */
  calendarOf(appointments: readonly Appointment[], refreshSeconds: number): Promise<CalendarText>;
  /** Does this update of notes say nothing that is not stored? And the bytes that were gone through for it. */
  addsNothing(doc: DocName, update: Uint8Array): Promise<{ known: boolean; read: number }>;
  /** Documents that have more than so many rows that joining may make fewer, by name, those after one of them. */
  uncompacted(range: { rows: number; limit: number; after: DocName | null }): Promise<DocName[]>;
  /** Runs of a document's stored updates that are worth joining, as their seqs. */
  runsToJoin(doc: DocName): Promise<number[][]>;
  /** What takes a run's place, bounded in rows and bytes. Null where it has changed meanwhile. */
  joinedRun(doc: DocName, run: readonly number[]): Promise<JoinedRun | null>;
  devicesNotPurged(): Promise<{ device: string; person: string; docs: number; since: number }[]>;
  /** The latest reasons given for emergency access, newest first. */
  emergencyReasons(limit: number): Promise<EmergencyReason[]>;
  /**
   * Waiting jobs that are due and may begin: none of those that are running, and of each ticket only the one due
   * first, if none of its jobs is running. The longest due first.
   * @param running ids of the jobs that are being tried
   */
  dueJobs(now: number, limit: number, running: readonly string[]): Promise<Job[]>;
  job(id: string): Promise<Job | null>;
  /** Jobs that gave up, the latest first. */
  failedJobs(limit: number): Promise<FailedJob[]>;
  countJobs(): Promise<{ waiting: number; failed: number }>;
  ping(): Promise<void>;
}

/** Writing. A writer changes nothing until `commit` returns, and then all of the batch or nothing. */
export interface StoreWriter extends FileWriter {
  commit(batch: Batch): Promise<CommitResult>;
  /** Puts a joined run in its place, without changing what the document holds. Null, and nothing done, where it has changed. */
  replaceRun(joined: JoinedRun): Promise<StoredSize | null>;
  /** Puts the role of a person's first admission on record; a later change is a step with a seq of its own. */
  recordFirstRole(person: string, role: Role, status: AccountStanding): Promise<void>;
  /** Puts on record what devices said and were asked, all in one transaction. */
  deviceNotes(notes: readonly DeviceNote[]): Promise<void>;
  /** Why an admin says they open emergency access. Kept apart from the ticket's log, which holds facts only. */
  emergencyReason(given: EmergencyReason): Promise<void>;
  /** Jobs that follow from no entry; an id that is there already is left as it is. */
  addJobs(seeds: readonly JobSeed[]): Promise<void>;
  /** Puts on record how a try ended. A job that was cancelled meanwhile stays so. */
  finishJob(id: string, ending: JobEnding, now: number): Promise<void>;
  /** Cancels waiting jobs, by their ids or by what their ids begin with. */
  cancelJobs(which: { ids: readonly string[] } | { prefix: string }, now: number): Promise<void>;
  /** Gives a job that gave up a fresh start. False when there is no such job. */
  runJobAgain(id: string, now: number): Promise<boolean>;
  /** Forgets jobs that were done or cancelled before a time (ms); those that gave up stay until they are run again. */
  forgetJobs(endedBefore: number): Promise<void>;
  close(): Promise<void>;
}

export type Store = StoreReader & StoreWriter;

export function entryKey({ doc, id }: EntryKey): string {
  return `${doc} ${id}`;
}
