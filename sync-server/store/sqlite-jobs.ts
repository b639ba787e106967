import type Database from "better-sqlite3";
import { unreachable } from "../../shared/unreachable.ts";
import type { Job, JobKind, JobState } from "../jobs/job.ts";
import { writeJobs } from "./commit.ts";
import { leftOut } from "./sound-rows.ts";
import { statementsOf } from "./statements.ts";
import type { FailedJob, Store } from "./store.ts";

type JobRow = {
  number: number;
  id: string;
  kind: JobKind;
  ticket: string | null;
  payload: string;
  state: JobState;
  dueAt: number;
  attempts: number;
  runs: number;
  lastError: string | null;
  endedAt: number | null;
};

const unreadable = "its row cannot be read";
const columns = "number, id, kind, ticket, payload, state, dueAt, attempts, runs, lastError, endedAt";

/** Jobs that are deleted in one turn of the event loop: a few ms. */
const forgottenInTurn = 500;

/** The store's part for what follows from entries. */
export function sqliteJobs(
  db: Database.Database,
): Pick<
  Store,
  | "dueJobs"
  | "job"
  | "failedJobs"
  | "countJobs"
  | "addJobs"
  | "finishJob"
  | "cancelJobs"
  | "runJobAgain"
  | "forgetJobs"
> {
  const sql = statementsOf(db);
  const selectDue = db.prepare<[number, string, string, number, number], JobRow>(
    `SELECT ${columns} FROM jobs j
     WHERE state = 'waiting' AND dueAt <= ?
       AND id NOT IN (SELECT value FROM json_each(?))
       AND (ticket IS NULL OR (
         ticket NOT IN (SELECT r.ticket FROM jobs r
           WHERE r.id IN (SELECT value FROM json_each(?)) AND r.ticket IS NOT NULL)
         AND NOT EXISTS (SELECT 1 FROM jobs e WHERE e.state = 'waiting' AND e.ticket = j.ticket
           AND e.dueAt <= ? AND (e.dueAt, e.number) < (j.dueAt, j.number))))
     ORDER BY dueAt, number LIMIT ?`,
  );
  const selectJob = db.prepare<[string], JobRow>(`SELECT ${columns} FROM jobs WHERE id = ?`);
  const selectFailed = db.prepare<[number], JobRow>(
    `SELECT ${columns} FROM jobs WHERE state = 'failed' ORDER BY endedAt DESC, number DESC LIMIT ?`,
  );
  const selectCounts = db.prepare<[], { waiting: number; failed: number }>(
    `SELECT (SELECT count(*) FROM jobs WHERE state = 'waiting') AS waiting,
            (SELECT count(*) FROM jobs WHERE state = 'failed') AS failed`,
  );
  const updateDone = db.prepare<[number, string]>(
    "UPDATE jobs SET state = 'done', endedAt = ? WHERE id = ? AND state = 'waiting'",
  );
  const updateFailed = db.prepare<[number, string, number, string]>(
    `UPDATE jobs SET state = 'failed', attempts = ?, lastError = ?, endedAt = ?
     WHERE id = ? AND state = 'waiting'`,
  );
  const updateWaiting = db.prepare<[number, number, string | null, string]>(
    `UPDATE jobs SET attempts = ?, dueAt = ?, lastError = coalesce(?, lastError)
     WHERE id = ? AND state = 'waiting'`,
  );
  const cancelIds = db.prepare<[number, string]>(
    `UPDATE jobs SET state = 'cancelled', endedAt = ?
     WHERE id IN (SELECT value FROM json_each(?)) AND state = 'waiting'`,
  );
  // By range and not LIKE: the unique index serves it, and no letter of a prefix is a wildcard.
  const cancelPrefix = db.prepare<[number, string, string]>(
    "UPDATE jobs SET state = 'cancelled', endedAt = ? WHERE id >= ? AND id < ? AND state = 'waiting'",
  );
  const updateAgain = db.prepare<[number, string]>(
    `UPDATE jobs SET state = 'waiting', runs = runs + 1, attempts = 0, dueAt = ?, endedAt = NULL
     WHERE id = ? AND state = 'failed'`,
  );
  const deleteEnded = db.prepare<[string, number, number]>(
    `DELETE FROM jobs WHERE number IN
       (SELECT number FROM jobs INDEXED BY jobs_ended WHERE state = ? AND state <> 'waiting' AND endedAt < ? LIMIT ?)`,
  );

  /** A payload that cannot be read can never be run: its job has failed, and those behind it go on. */
  function jobsIn(rows: JobRow[]): Job[] {
    return rows.flatMap((row) => {
      const job = jobOf(row);
      if (job !== null) return [job];
      leftOut(db, `Job ${row.number} cannot be read and is not run`);
      updateFailed.run(row.attempts, unreadable, Date.now(), row.id);
      return [];
    });
  }

  return {
    dueJobs: async (now, limit, running) => {
      const ids = JSON.stringify(running);
      return jobsIn(selectDue.all(now, ids, ids, now, limit));
    },
    job: async (id) => {
      const row = selectJob.get(id);
      return row === undefined ? null : jobOf(row);
    },
    failedJobs: async (limit) =>
      selectFailed.all(limit).map((row): FailedJob => ({ ...shown(row), endedAt: row.endedAt ?? 0 })),
    countJobs: async () => selectCounts.get() ?? { waiting: 0, failed: 0 },
    addJobs: async (seeds) => {
      db.transaction(() => writeJobs(sql, seeds)).immediate();
    },
    finishJob: async (id, ending, now) => {
      switch (ending.state) {
        case "done":
          updateDone.run(now, id);
          return;
        case "failed":
          updateFailed.run(ending.attempts, ending.error, now, id);
          return;
        case "waiting":
          updateWaiting.run(ending.attempts, ending.dueAt, ending.error, id);
          return;
        default:
          unreachable(ending);
      }
    },
    cancelJobs: async (which, now) => {
      if ("ids" in which) cancelIds.run(now, JSON.stringify(which.ids));
      else cancelPrefix.run(now, which.prefix, `${which.prefix}\u{10ffff}`);
    },
    runJobAgain: async (id, now) => updateAgain.run(now, id).changes > 0,
    forgetJobs: async (endedBefore) => {
      for (const state of ["done", "cancelled"]) {
        while (db.open && deleteEnded.run(state, endedBefore, forgottenInTurn).changes === forgottenInTurn)
          await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

// What we wrote into our own columns is read back as what it was: the database is inside the boundary.
function jobOf({ ticket, payload, endedAt: _, number: __, ...row }: JobRow): Job | null {
  try {
    return { ...row, ticketId: ticket, payload: JSON.parse(payload) as Job["payload"] };
  } catch {
    return null;
  }
}

/** A failed job as admins see it, who are told nothing of its payload. */
function shown(row: JobRow): Job {
  return jobOf(row) ?? { ...row, ticketId: row.ticket, payload: {} };
}
