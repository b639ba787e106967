import type Database from "better-sqlite3";
import { type DocName, docKinds, docName, ticketIdOf } from "../../shared/log/doc-name.ts";
import type { TicketState } from "../../shared/ticket/state.ts";
import { unreachable } from "../../shared/unreachable.ts";
import type { JobSeed } from "../jobs/job.ts";
import { statementsOf } from "./statements.ts";
import type { Batch, CommitResult, GrantChange, Step } from "./store.ts";

/**
 * Commits a batch in one transaction, or nothing of it. A head that moved since the batch was judged is a
 * conflict: the caller loads again and judges again.
 * @throws when the database cannot write (disk full, read-only); nothing has changed then
 */
export function commitBatch(db: Database.Database, batch: Batch): CommitResult {
  const sql = statementsOf(db);
  return db
    .transaction((): CommitResult => {
      const conflicts = [...batch.judgedAgainst]
        .filter(([doc, version]) => (sql.selectVersion.get(doc)?.version ?? 0) !== version)
        .map(([doc]) => doc);
      conflicts.push(...batch.steps.flatMap((step) => (lacksFiles(sql, step) ? [step.doc] : [])));
      if (conflicts.length > 0) return { ok: false, conflicts };
      const firstSeq = Number(sql.selectSeq.get()?.value ?? 0) + 1;
      batch.steps.forEach((step, index) => {
        write(sql, step, firstSeq + index);
      });
      sql.updateSeq.run(String(firstSeq + batch.steps.length - 1));
      return { ok: true, firstSeq };
    })
    .immediate();
}

type Statements = ReturnType<typeof statementsOf>;

function write(sql: Statements, step: Step, seq: number): void {
  switch (step.kind) {
    case "append":
      writeAppend(sql, step, seq);
      return;
    case "notes":
      writeNotes(sql, step, seq);
      return;
    case "grants":
      writeGrants(sql, step.grants, seq);
      sql.deleteExpiries.run(step.ticketId, step.expiredBy);
      return;
    case "role":
      sql.insertRole.run(step.person, seq, step.role, step.status);
      return;
    default:
      unreachable(step);
  }
}

function writeAppend(sql: Statements, step: Extract<Step, { kind: "append" }>, seq: number): void {
  const document = documentId(sql, step.doc);
  const { client, clock, items, body } = step.stored;
  sql.insertUpdate.run(seq, document, client, clock, items, body);
  sql.upsertWriter.run(document, step.writer.client, step.writer.clock, step.writer.owner);
  sql.updateDocument.run(seq, step.tail.client, step.tail.clock, step.lookAt, body.length, document);
  for (const entry of step.entries) {
    sql.insertEntry.run(document, entry.id, seq, entry.client, entry.clock, entry.type, entry.by, entry.at);
  }
  for (const person of step.participants) sql.insertParticipant.run(ticketIdOf(step.doc), person);
  if (step.ticket !== null) writeTicket(sql, step.ticket, document);
  if (step.entries.some(({ type }) => type === "access.opened")) writeExpiries(sql, step.ticket);
  writeGrants(sql, step.grants, seq);
  writeJobs(sql, step.jobs);
  writeFiles(sql, step);
}

type AppendStep = Extract<Step, { kind: "append" }>;

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

function writeExpiries(sql: Statements, ticket: TicketState | null): void {
  const latest = ticket?.access.at(-1);
  if (ticket !== null && latest !== undefined) sql.insertExpiry.run(latest.until, ticket.id);
}

function writeNotes(sql: Statements, step: Extract<Step, { kind: "notes" }>, seq: number): void {
  const document = documentId(sql, step.doc);
  // Clock 0 and no items: the row is a whole update, not items to concatenate.
  sql.insertUpdate.run(seq, document, 0, 0, 0, step.update);
  for (const { client, clock, owner } of step.writers) sql.upsertWriter.run(document, client, clock, owner);
  sql.updateDocument.run(seq, null, null, 0, step.update.length, document);
}

function writeGrants(sql: Statements, grants: GrantChange[], seq: number): void {
  for (const { doc, principal, change, because } of grants) {
    const document = documentId(sql, doc);
    if (change === "opened") sql.insertGrant.run(document, principal, seq);
    else sql.endGrant.run(seq, because === null ? null : JSON.stringify(because), document, principal);
  }
}

/** A job that is there already stays as it is: it may have been run. */
export function writeJobs(sql: Pick<Statements, "insertJob">, seeds: readonly JobSeed[]): void {
  for (const { id, kind, ticketId, dueAt, payload } of seeds) {
    sql.insertJob.run(id, kind, ticketId, JSON.stringify(payload), dueAt);
  }
}

/** A ticket's four documents come into being together: grants name them before anyone has written there. */
function documentId(sql: Statements, doc: DocName): number {
  const known = sql.selectDocumentId.get(doc);
  if (known !== undefined) return known.id;
  for (const kind of docKinds) sql.insertDocument.run(docName(kind, ticketIdOf(doc)));
  const made = sql.selectDocumentId.get(doc);
  if (made === undefined) throw new Error(`no row for ${doc}`);
  return made.id;
}
