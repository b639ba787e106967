import { type Entry, isTicketEntry, parseEntry, type Winner } from "../../shared/entries/entry.ts";
import type { Append, Decoded } from "../../shared/log/append.ts";
import { believedTime } from "../../shared/log/believed-time.ts";
import { type DocName, docName, isLinear, type LogKind, ticketIdOf } from "../../shared/log/doc-name.ts";
import { eraseWordsInItems } from "../../shared/log/erase-words.ts";
import { advance } from "../../shared/log/head.ts";
import type { GuardRule } from "../../shared/log/malformed.ts";
import { type Placed, place, writersPerPerson } from "../../shared/log/place.ts";
import { rewriteEntriesInItems } from "../../shared/log/rewrite-entries.ts";
import type { Actor } from "../../shared/policy/actor.ts";
import { mayAppend } from "../../shared/policy/may-append.ts";
import { aspectOf } from "../../shared/policy/rules.ts";
import type { Scene } from "../../shared/policy/scene.ts";
import type { Code } from "../../shared/protocol/codes.ts";
import { foldTicket } from "../../shared/ticket/fold.ts";
import type { TicketState } from "../../shared/ticket/state.ts";
import { jobsFollowing } from "../jobs/following.ts";
import type { JobSeed } from "../jobs/job.ts";
import { messageNoticeJob } from "../notifications/notification-jobs.ts";
import type { DocHead, Step } from "../store/store.ts";
import { grantChanges } from "./grants.ts";
import { roomFor, withBytes } from "./log-room.ts";
import { fileChanges } from "./message-files.ts";
import type { Stage } from "./stage.ts";
import type { Refusal, Verdict } from "./verdict.ts";

/** Milliseconds an entry's `at` may be ahead of this server's clock [G9]. */
export const clockAheadMs = 120_000;

/** One update to a log, as it came. `decoded` is made once, before the heads are loaded. */
export type LogPush = { doc: DocName; kind: LogKind; actor: Actor; decoded: Decoded };

/**
 * The guard [G1–G10]: reads a raw update against the head and says which entries it appends, or why not.
 * Changes nothing: who asks makes an accepted step true on the stage.
 */
export function judgeLog(push: LogPush, stage: Stage): Verdict {
  const { decoded } = push;
  if (decoded.form === "refused") return malformed(decoded.rule, decoded.detail);
  // An update that says nothing is what y-websocket clients answer when they lack nothing.
  if (decoded.form === "empty") return { status: "known", seq: stage.head(push.doc).version };
  return judgeAppend(push, decoded.append, stage);
}

function judgeAppend(push: LogPush, append: Append, stage: Stage): Verdict {
  const head = stage.head(push.doc);
  const mostWriters = push.actor.role === "system" ? Number.POSITIVE_INFINITY : writersPerPerson;
  const order = isLinear(push.kind) ? "linear" : "commutative";
  const placement = place(append, head, order, push.actor.id, mostWriters);
  if (placement.fit === "refused") return malformed(placement.rule, placement.detail);
  const known = placement.fit === "appends" ? placement.known : [];
  const foreign = known.find((placed) => !isThere(placed, append.client, push.doc, stage));
  if (foreign !== undefined) return malformed("G7", `clock ${foreign.clock} holds another entry`);

  const values =
    placement.fit === "stale"
      ? append.runs.flatMap((run) => run.values)
      : placement.fresh.map((p) => p.value);
  const read = readEntries(values, push, stage);
  if (read.outcome === "refused") return { status: "refused", refusal: read.refusal };
  if (read.fresh.length === 0) return { status: "known", seq: acceptedAt(append, push.doc, stage) };
  if (placement.fit === "stale") return { status: "stale", detail: placement.detail };
  // The device will find the ones it knows in its base and send only the rest.
  if (read.repeated > 0) return { status: "stale", detail: "some of these entries are accepted already" };
  const { ticket } = push.kind === "ticket" ? head : stage.head(docName("ticket", ticketIdOf(push.doc)));
  const room = roomFor(push.actor.id, ticket?.student ?? null, push.kind, head.bytesOf);
  if (placement.body.length > room) return malformed("G1", `this ${push.kind} has no room for more`);
  return judgeEntries(read.fresh, push, append, placement, head, stage);
}

/** The seq of the last of these entries, all of them accepted; 0 while one is accepted only on the stage. */
function acceptedAt(append: Append, doc: DocName, stage: Stage): number {
  const seqs = append.runs
    .flatMap((run) => run.values)
    .map((value) => stage.entry(doc, idOf(value) ?? "")?.seq ?? 0);
  return seqs.includes(0) ? 0 : Math.max(...seqs);
}

/** Is what the push claims to repeat what the log holds at that clock? */
function isThere({ value, clock }: Placed, client: number, doc: DocName, stage: Stage): boolean {
  const id = idOf(value);
  const entry = id === null ? undefined : stage.entry(doc, id);
  return entry !== undefined && entry.client === client && entry.clock === clock;
}

type ReadEntries =
  | { outcome: "read"; fresh: Entry[]; repeated: number }
  | { outcome: "refused"; refusal: Refusal };

/** [G9]: strict schema, an id the log has not seen, the actor's own name, a clock that is not ahead. */
function readEntries(values: unknown[], { kind, doc, actor }: LogPush, stage: Stage): ReadEntries {
  const fresh: Entry[] = [];
  const seen = new Set<string>();
  let repeated = 0;
  const refuse = (code: Code, detail: string, entry: string | null): ReadEntries => ({
    outcome: "refused",
    refusal: { code, rule: "G9", detail, ...(entry === null ? {} : { entry }) },
  });
  for (const value of values) {
    const parsed = parseEntry(kind, value);
    if (!parsed.ok) return refuse("malformed", parsed.detail, idOf(value));
    const { entry } = parsed;
    if (entry.by !== actor.id) return refuse("malformed", "by: not the person who sent it", entry.id);
    if (entry.at > stage.now + clockAheadMs) {
      return refuse("clock-ahead", `at: ${entry.at - stage.now} ms ahead of the server`, entry.id);
    }
    if (seen.has(entry.id)) return refuse("id-taken", "id: stands twice in this update", entry.id);
    seen.add(entry.id);
    const known = stage.entry(doc, entry.id);
    if (known === undefined) fresh.push(entry);
    else if (known.by === actor.id) repeated++;
    else return refuse("id-taken", "id: another entry has it", entry.id);
  }
  return { outcome: "read", fresh, repeated };
}

function judgeEntries(
  sent: Entry[],
  push: LogPush,
  append: Append,
  placement: Extract<ReturnType<typeof place>, { fit: "appends" }>,
  head: DocHead,
  stage: Stage,
): Verdict {
  const ticketId = ticketIdOf(push.doc);
  const before = push.kind === "ticket" ? head.ticket : stage.head(docName("ticket", ticketId)).ticket;
  const entries = dated(sent, before?.openedAt ?? null, stage.now);
  let ticket = before;
  const jobs: JobSeed[] = [];
  for (const [index, entry] of entries.entries()) {
    const ruling = mayAppend(push.actor, sceneFor(push, head, ticket, index, entries, stage), entry);
    if (!ruling.allowed) {
      const aspect = aspectOf(ruling.rule);
      const cause = aspect === null ? null : (ticket?.causes[aspect] ?? null);
      // What this very push would have made true has won over nobody.
      const won = cause !== null && cause.id === before?.causes[aspect ?? "status"]?.id;
      return {
        status: "refused",
        refusal: { code: "policy", rule: ruling.rule, entry: entry.id, ...(won ? { cause } : {}) },
      };
    }
    const preceding = ticket;
    if (isTicketEntry(entry)) ticket = foldTicket(ticketId, ticket, entry);
    jobs.push(...jobsFollowing(entry, preceding, ticket, stage.now));
  }
  const notice = messageNoticeJob(entries, { ticketId, lookAt: head.lookAt, now: stage.now });
  if (notice !== null) jobs.push(notice);
  const lookAt = notice?.dueAt ?? head.lookAt;
  const length = placement.fresh.length;
  const next = advance(head, { client: append.client, owner: push.actor.id, length, version: head.version });
  const clock = (next.writers.get(append.client)?.clock ?? 0) - length;
  const ticketNow = push.kind === "ticket" ? ticket : null;
  const last = entries.at(-1);
  const erased = entries.flatMap((entry) => (entry.type === "chat.redacted" ? [entry.message] : []));
  const { items } = placement;
  const timed = withTimesOf(entries, sent, placement);
  const body = erased.length === 0 ? timed : withoutWordsOf(erased, { body: timed, items });
  const step: Extract<Step, { kind: "append" }> = {
    kind: "append",
    doc: push.doc,
    stored: { client: append.client, clock, items, body },
    entries: entries.map(({ id, type, by, at }, index) => ({
      id,
      type,
      by,
      at,
      client: append.client,
      clock: clock + index,
    })),
    writer: { client: append.client, clock: clock + length, owner: push.actor.id },
    tail: { client: append.client, clock: clock + length - 1 },
    lookAt,
    ticket: ticketNow,
    grants:
      ticketNow === null || last === undefined
        ? []
        : grantChanges(before, ticketNow, stage.now, winnerOf(last)),
    participants: participantsOf(entries),
    jobs,
    files: fileChanges(entries),
    erased,
  };
  const rows = head.rows + 1;
  const bytes = head.bytes + body.length;
  const bytesOf = withBytes(head.bytesOf, push.actor.id, body.length);
  return { status: "accepted", step, head: { ...next, ticket: ticketNow, rows, bytes, bytesOf, lookAt } };
}

/** The entries with times that can be believed [G11]. */
function dated(entries: Entry[], since: number | null, now: number): Entry[] {
  let openedAt = since;
  let changed = false;
  const believed = entries.map((entry) => {
    const at = believedTime(entry.at, { now, openedAt });
    if (entry.type === "ticket.opened") openedAt = at;
    if (at === entry.at) return entry;
    changed = true;
    return { ...entry, at };
  });
  return changed ? believed : entries;
}

/** The bytes of these entries as they were sent, with the times that they are accepted under. */
function withTimesOf(
  entries: Entry[],
  sent: Entry[],
  { body, items }: { body: Uint8Array; items: number },
): Uint8Array {
  if (entries === sent) return body;
  const times = new Map(
    entries.flatMap(({ id, at }, index) => (at === sent[index]?.at ? [] : [[id, at] as const])),
  );
  const rewritten = rewriteEntriesInItems(body, items, (value) => {
    const at = times.get(idOf(value) ?? "");
    return at === undefined || typeof value !== "object" || value === null ? null : { ...value, at };
  });
  return rewritten ?? body;
}

/** Who writes a message and takes it back in one push: its words are not even stored. */
function withoutWordsOf(ids: string[], { body, items }: { body: Uint8Array; items: number }): Uint8Array {
  return eraseWordsInItems(body, items, new Set(ids)) ?? body;
}

function sceneFor(
  push: LogPush,
  head: DocHead,
  ticket: TicketState | null,
  index: number,
  entries: Entry[],
  stage: Stage,
): Scene {
  return {
    ticket,
    first: head.tail === null && index === 0,
    authorOf: (id) => {
      const known = stage.entry(push.doc, id) ?? entries.slice(0, index).find((entry) => entry.id === id);
      return known?.type === "chat.message" ? known.by : null;
    },
    roleOf: stage.roleOf,
    ...openTicketsFor(push.actor.id, stage),
    hasFile: ({ sha256, type, size }) => {
      const stored = stage.file({ doc: push.doc, sha256, uploader: push.actor.id });
      return stored !== undefined && stored.type === type && stored.size === size;
    },
    now: stage.now,
  };
}

function openTicketsFor(student: string, stage: Stage): Pick<Scene, "openTickets"> {
  const openTickets = stage.openTicketsOf(student);
  return openTickets === undefined ? {} : { openTickets };
}

function participantsOf(entries: Entry[]): string[] {
  const people = entries.flatMap((entry) =>
    entry.type === "ticket.assigned" ? [entry.by, entry.to] : [entry.by],
  );
  return [...new Set(people)].filter((person) => person !== "system");
}

function winnerOf({ type, by, at }: Entry): Winner {
  return { type, by, at };
}

function idOf(value: unknown): string | null {
  const named = typeof value === "object" && value !== null && "id" in value ? value.id : null;
  return typeof named === "string" ? named : null;
}

function malformed(rule: GuardRule, detail: string): Verdict {
  return { status: "refused", refusal: { code: rule === "G1" ? "too-large" : "malformed", rule, detail } };
}
