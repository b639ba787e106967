import type Database from "better-sqlite3";
import { LRUCache } from "lru-cache";
import { type DocName, docKinds, docName, ticketIdOf } from "../../shared/log/doc-name.ts";
import type { TicketState } from "../../shared/ticket/state.ts";
import { unreachable } from "../../shared/unreachable.ts";
import { recordAudit } from "../audit/audit-log.ts";
import type { JobSeed } from "../jobs/job.ts";
import { idBytes } from "./entry-index.ts";
import { eraseEntries } from "./erase.ts";
import { type Statements, statementsOf } from "./statements.ts";
import type { Batch, CommitResult, GrantChange, Step } from "./store.ts";

/** Documents and people of tickets that a committer remembers; the rest is looked up. */
const docsKept = 10_000;
const peopleKept = 10_000;

/** A document's row, by its name. */
type KnownDoc = { id: number; version: number };

/** What a batch does to a document's row and its writers: written once, however many of its steps are the document's. */
type Touched = {
  id: number;
  version: number;
  tail: { client: number; clock: number } | null;
  lookAt: number;
  rows: number;
  bytes: number;
  ticket: TicketState | null;
  /** `bytes`: what the batch adds of a log. */
  writers: Map<number, { clock: number; owner: string; bytes: number }>;
};

/**
 * Commits batches, each in one transaction, or nothing of it. A head that moved since the batch was judged is a
 * conflict: the caller loads again and judges again. What it remembers of the rows it forgets as soon as another connection
 * has written.
 * @returns throws when the database cannot write (disk full, read-only); nothing has changed then
 */
export function createCommitter(db: Database.Database): (batch: Batch) => CommitResult {
  const sql = statementsOf(db);
  const docs = new LRUCache<DocName, KnownDoc>({ max: docsKept });
  const people = new LRUCache<string, true>({ max: peopleKept });
  let dataVersion: number | undefined;

  function forget(): void {
    docs.clear();
    people.clear();
  }

  function known(doc: DocName): KnownDoc | undefined {
    const kept = docs.get(doc);
    if (kept !== undefined) return kept;
    const row = sql.selectDocument.get(doc);
    if (row !== undefined) docs.set(doc, row);
    return row;
  }

  /** A ticket's four documents come into being together: grants name them before anyone has written there. */
  function rowOf(doc: DocName): KnownDoc {
    const there = known(doc);
    if (there !== undefined) return there;
    for (const kind of docKinds) sql.insertDocument.run(docName(kind, ticketIdOf(doc)));
    const made = known(doc);
    if (made === undefined) throw new Error(`no row for ${doc}`);
    return made;
  }

  const transact = db.transaction((batch: Batch): CommitResult => {
    const present = sql.dataVersion.get();
    if (present !== dataVersion) forget();
    dataVersion = present;
    const conflicts = [...batch.judgedAgainst]
      .filter(([doc, version]) => (known(doc)?.version ?? 0) !== version)
      .map(([doc]) => doc);
    conflicts.push(...batch.steps.flatMap((step) => (lacksFiles(sql, step) ? [step.doc] : [])));
    if (conflicts.length > 0) return { ok: false, conflicts };
    const firstSeq = Number(sql.selectSeq.get()?.value ?? 0) + 1;
    if (batch.steps.length > 0) sql.insertAccepted.run(firstSeq, batch.at);
    const touched = new Map<DocName, Touched>();
    batch.steps.forEach((step, index) => {
      write(step, firstSeq + index, touched);
    });
    for (const [doc, state] of touched) writeTouched(doc, state);
    sql.updateSeq.run(String(firstSeq + batch.steps.length - 1));
    return { ok: true, firstSeq };
  });

  function write(step: Step, seq: number, touched: Map<DocName, Touched>): void {
    switch (step.kind) {
      case "append":
        writeAppend(step, seq, touch(touched, step.doc));
        return;
      case "notes": {
        const state = touch(touched, step.doc);
        // Clock 0 and no items: the row is a whole update, not items to concatenate.
        sql.insertUpdate.run(seq, state.id, 0, 0, 0, step.update);
        for (const { client, clock, owner } of step.writers)
          state.writers.set(client, { clock, owner, bytes: 0 });
        grow(state, seq, step.update.length);
        return;
      }
      case "grants":
        writeGrants(step.grants, seq);
        sql.deleteExpiries.run(step.ticketId, step.expiredBy);
        return;
      case "role":
        sql.insertRole.run(step.person, seq, step.role, step.status);
        return;
      default:
        unreachable(step);
    }
  }

  function writeAppend(step: AppendStep, seq: number, state: Touched): void {
    const { client, clock, items, body } = step.stored;
    if (step.entries.some(({ type }) => type === "access.opened")) {
      recordAudit(db, {
        actor: step.writer.owner,
        deed: "emergency.opened",
        subject: ticketIdOf(step.doc),
      });
    }
    const [only, another] = step.entries;
    if (only !== undefined && another === undefined) {
      const { id, type, at } = only;
      sql.insertUpdateOfOne.run(seq, state.id, client, clock, items, body, idBytes(id), sql.codeOf(type), at);
    } else {
      sql.insertUpdate.run(seq, state.id, client, clock, items, body);
      for (const entry of step.entries) {
        const { id, type, at } = entry;
        sql.insertEntry.run(state.id, idBytes(id), seq, entry.client, entry.clock, sql.codeOf(type), at);
      }
    }
    const { writer } = step;
    const written = (state.writers.get(writer.client)?.bytes ?? 0) + body.length;
    state.writers.set(writer.client, { clock: writer.clock, owner: writer.owner, bytes: written });
    state.tail = step.tail;
    state.lookAt = step.lookAt;
    if (step.ticket !== null) state.ticket = step.ticket;
    grow(state, seq, body.length);
    writeParticipants(ticketIdOf(step.doc), step.participants);
    if (step.entries.some(({ type }) => type === "access.opened")) writeExpiries(step.ticket);
    writeGrants(step.grants, seq);
    writeJobs(sql, step.jobs);
    writeFiles(sql, step);
    // After the append: a push may bring what it erases.
    if (step.erased.length > 0) growErased(state, eraseEntries(db, state.id, step.erased));
  }

  function growErased(state: Touched, grown: ReadonlyMap<number, number>): void {
    for (const [client, bytes] of grown) {
      state.bytes += bytes;
      const writer = state.writers.get(client);
      if (writer === undefined) sql.growWriter.run(bytes, state.id, client);
      else writer.bytes += bytes;
    }
  }

  function touch(touched: Map<DocName, Touched>, doc: DocName): Touched {
    const already = touched.get(doc);
    if (already !== undefined) return already;
    const { id, version } = rowOf(doc);
    const writers: Touched["writers"] = new Map();
    const state = { id, version, tail: null, lookAt: 0, rows: 0, bytes: 0, ticket: null, writers };
    touched.set(doc, state);
    return state;
  }

  function writeTouched(doc: DocName, state: Touched): void {
    const { id, version, tail, lookAt, rows, bytes, ticket } = state;
    sql.updateDocument.run(version, tail?.client ?? null, tail?.clock ?? null, lookAt, rows, bytes, id);
    for (const [client, { clock, owner, bytes }] of state.writers)
      sql.upsertWriter.run(id, client, clock, owner, bytes);
    if (ticket !== null) writeTicket(sql, ticket, id);
    docs.set(doc, { id, version });
  }

  function writeParticipants(ticketId: string, participants: readonly string[]): void {
    for (const person of participants) {
      const key = `${ticketId} ${person}`;
      if (people.has(key)) continue;
      sql.insertParticipant.run(ticketId, person);
      people.set(key, true);
    }
  }

  function writeExpiries(ticket: TicketState | null): void {
    const latest = ticket?.access.at(-1);
    if (ticket !== null && latest !== undefined) sql.insertExpiry.run(latest.until, ticket.id);
  }

  function writeGrants(grants: GrantChange[], seq: number): void {
    for (const { doc, principal, change, because } of grants) {
      const { id } = rowOf(doc);
      if (change === "opened") sql.insertGrant.run(id, principal, seq);
      else sql.endGrant.run(seq, because === null ? null : JSON.stringify(because), id, principal);
    }
  }

  return (batch) => {
    try {
      return transact.immediate(batch);
    } catch (error) {
      // What it remembers was written and taken back.
      forget();
      throw error;
    }
  };
}

type AppendStep = Extract<Step, { kind: "append" }>;

function grow(state: Touched, seq: number, bytes: number): void {
  state.version = seq;
  state.rows++;
  state.bytes += bytes;
}

/** Was a file that a message names swept between the judging and now? */
function lacksFiles(sql: Statements, step: Step): step is AppendStep {
  if (step.kind !== "append") return false;
  return step.files.some(
    (file) =>
      file.change === "referred" &&
      sql.selectFileGrant.get(step.doc, file.sha256, step.writer.owner) === undefined,
  );
}

function writeFiles(sql: Statements, { doc, files, writer }: AppendStep): void {
  for (const file of files) {
    if (file.change === "referred") sql.insertReference.run(file.message, file.sha256, doc, writer.owner);
    else sql.redactReferences.run(file.message, doc);
  }
}

function writeTicket(sql: Statements, ticket: TicketState, document: number): void {
  sql.updateTicketState.run(JSON.stringify(ticket), document);
  const { id, student, assigned, status, category, urgency, mode, openedAt, changedAt } = ticket;
  sql.upsertTicket.run(id, student, assigned, status, category, urgency, mode, openedAt, changedAt);
}

/** A job that is there already stays as it is: it may have been run. */
export function writeJobs(sql: Pick<Statements, "insertJob">, seeds: readonly JobSeed[]): void {
  for (const { id, kind, ticketId, dueAt, payload } of seeds) {
    sql.insertJob.run(id, kind, ticketId, JSON.stringify(payload), dueAt);
  }
}
