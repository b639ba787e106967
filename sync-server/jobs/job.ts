import type { Entry } from "../../shared/entries/entry.ts";
import type { TicketState } from "../../shared/ticket/state.ts";
import type { AttachmentJobKind } from "../attachments/attachment-jobs.ts";
import type { MeetingJobKind } from "../meetings/meeting-jobs.ts";
import type { NotificationJobKind } from "../notifications/notification-jobs.ts";

/** What a job does; each area names its own. Kept for ever: rows hold it. */
export type JobKind = MeetingJobKind | NotificationJobKind | AttachmentJobKind;

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
/** Ids and codes only, never a person's words: admins see jobs. */
export type JsonObject = { [key: string]: Json };

/** Something that is to follow, as it is first written. */
export type JobSeed = {
  /** Derived from what it follows, `<kind>:<entry id>[:<part>]`: writing a job that is there already does nothing. */
  id: string;
  kind: JobKind;
  /** Jobs of one ticket run one at a time, in the order in which they are due. */
  ticketId: string | null;
  /** Milliseconds since the epoch. */
  dueAt: number;
  payload: JsonObject;
};

export type JobState = "waiting" | "done" | "failed" | "cancelled";

export type Job = JobSeed & {
  /** Tries that ended in `retry` since it was last given a fresh start. */
  attempts: number;
  /** How many times an admin had it run again after it had given up. */
  runs: number;
  state: JobState;
  lastError: string | null;
};

/** What became of one try. An `error` is a code or a short technical sentence that admins read. */
export type JobResult =
  | { outcome: "done" }
  /** `afterMs`: at least so long, because the service asked for it (`Retry-After`). */
  | { outcome: "retry"; error: string; afterMs?: number }
  | { outcome: "failed"; error: string }
  /** Due again at another time, with all its tries. */
  | { outcome: "again"; dueAt: number };

/**
 * Runs one try. It may be run again after a crash at any point, so what it does outside carries an id derived from the job.
 * @param signal aborted when the try has taken too long or the server stops
 */
export type JobHandler = (job: Job, signal: AbortSignal) => Promise<JobResult>;

/** What an accepted entry is followed by; pure. `before` and `after` are the ticket around it. */
export type JobsFollowing = (
  entry: Entry,
  before: TicketState | null,
  after: TicketState | null,
  now: number,
) => JobSeed[];
