import { type Decoded, decodeAppend, type Position } from "../../shared/log/append.ts";
import { type DocName, docName, isLog, kindOf, ticketIdOf } from "../../shared/log/doc-name.ts";
import { endOf } from "../../shared/log/place.ts";
import { type Actor, system } from "../../shared/policy/actor.ts";
import { mayRead } from "../../shared/policy/may-read.ts";
import type { Role } from "../../shared/policy/roles.ts";
import type { Person } from "../accounts/person.ts";
import type { FileKey } from "../store/files.ts";
import type { EntryKey } from "../store/store.ts";
import { judgeLog, type LogPush } from "./guard.ts";
import { filesNamedIn } from "./message-files.ts";
import { judgeNotes, type NotesPush } from "./notes-guard.ts";
import { endOfUpdate } from "./push-end.ts";
import { type Accepted, mentioned, type Stage } from "./stage.ts";
import type { Verdict } from "./verdict.ts";

/** A raw update as a device, or the server itself, sent it. */
export type Push = {
  doc: DocName;
  personId: string;
  /** Their password was checked again on the route that pushes in their name. */
  proved?: boolean;
  update: Uint8Array;
};

/** A push decoded once, before anything is loaded for it. `values`: its entries as they came, none of notes. */
export type DecodedPush = Push & {
  form: Omit<LogPush, "actor"> | Omit<NotesPush, "actor">;
  values: readonly unknown[];
  end: Position;
};

export function decodePush(push: Push): DecodedPush {
  const kind = kindOf(push.doc);
  if (!isLog(kind)) {
    const { doc, update } = push;
    return { ...push, form: { doc, kind, update }, values: [], end: endOfUpdate(update) };
  }
  const decoded = decodeAppend(push.update);
  const end = decoded.form === "append" ? endOf(decoded.append) : endOfUpdate(push.update);
  return { ...push, form: { doc: push.doc, kind, decoded }, values: valuesOf(decoded), end };
}

/** The documents whose heads a push is judged against. */
export function docsOf({ doc }: Push): DocName[] {
  const ticket = docName("ticket", ticketIdOf(doc));
  return doc === ticket ? [doc] : [doc, ticket];
}

/** The entries that judging a push may turn on: its own ids, and those it names. */
export function keysOf(push: DecodedPush): EntryKey[] {
  return push.values.flatMap((value) => mentionedIds(value)).map((id) => ({ doc: push.doc, id }));
}

/** The files that the messages of a push name, as its sender may have uploaded them. */
export function fileKeysOf(push: DecodedPush): FileKey[] {
  return push.values
    .flatMap((value) => filesNamedIn(value))
    .map((sha256) => ({ doc: push.doc, sha256, uploader: push.personId }));
}

/** Does this push open a ticket, or take one up again? Then it counts how many its sender has. */
export function opensOrReopens(push: DecodedPush): boolean {
  // Only a ticket's own log holds such entries; messages come by the thousand.
  if (push.form.kind !== "ticket") return false;
  return push.values.some(
    (value) =>
      typeof value === "object" &&
      value !== null &&
      "type" in value &&
      (value.type === "ticket.opened" || value.type === "ticket.reopened"),
  );
}

function valuesOf(decoded: Decoded): readonly unknown[] {
  if (decoded.form !== "append") return [];
  const [only, another] = decoded.append.runs;
  if (only !== undefined && another === undefined) return only.values;
  return decoded.append.runs.flatMap((run) => run.values);
}

function mentionedIds(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const id = "id" in value && typeof value.id === "string" ? [value.id] : [];
  return [...id, ...mentioned(value)];
}

export type Judged = Verdict & { reader: boolean; actor: Actor };

/**
 * Judges one push on the stage. Someone who may not read the document is refused whatever they send;
 * `reader` says so, because what they are told depends on whether they ever could.
 */
export function judge(push: DecodedPush, stage: Stage, personOf: (id: string) => Person | null): Judged {
  const actor = actorOf(push, personOf);
  const ticketId = ticketIdOf(push.doc);
  const { ticket } = stage.head(docName("ticket", ticketId));
  // Whoever could not open one learns nothing by trying: not even that there is none.
  const opens = ticket === null && actor.role === "student" && opensTicket(push);
  const reader = opens || mayRead(actor, push.form.kind, ticket, stage.now);
  const verdict: Verdict =
    push.form.kind === "notes"
      ? judgeNotes({ ...push.form, actor }, stage)
      : judgeLog({ ...push.form, actor }, stage);
  // What the bytes alone show wrong says nothing of the document, so anybody may be told.
  if (isMalformed(push)) return { ...verdict, reader: true, actor };
  if (reader || verdict.status === "refused") return { ...verdict, reader, actor };
  // Only its author gets here with an entry that is there: they may know that it was accepted while they could write.
  if (verdict.status === "known" && saysSomething(push)) return { ...verdict, reader, actor };
  // The policy lets an author take back what they wrote, also where they may not read any more.
  if (verdict.status === "accepted" && onlyTakesBack(verdict.step)) return { ...verdict, reader, actor };
  return { status: "refused", refusal: { code: "denied", rule: "ticket-exists" }, reader, actor };
}

/** Whoever opens a ticket is its first reader; anything else sent to a ticket that is not there finds nothing. */
function opensTicket({ form }: DecodedPush): boolean {
  if (form.kind !== "ticket" || form.decoded.form !== "append") return false;
  const first = form.decoded.append.runs[0]?.values[0];
  return typeof first === "object" && first !== null && "type" in first && first.type === "ticket.opened";
}

function saysSomething({ form }: DecodedPush): boolean {
  return form.kind !== "notes" && form.decoded.form === "append";
}

function onlyTakesBack(step: Accepted["step"]): boolean {
  return step.kind === "append" && step.entries.every(({ type }) => type === "chat.redacted");
}

function isMalformed({ form }: DecodedPush): boolean {
  return form.kind !== "notes" && form.decoded.form === "refused";
}

function actorOf({ personId, proved }: Push, personOf: (id: string) => Person | null): Actor {
  if (personId === system.id) return system;
  const person = personOf(personId);
  // Whoever is not on record any more is nobody: a suspended student may do exactly as much.
  if (person === null) return { id: personId, role: "student", status: "suspended" };
  return { id: person.id, role: person.role, status: person.status, proved: proved ?? false };
}

/** The role of an active account, one whose recovery is not confirmed too, for rules that turn on someone else. */
export function activeRole(personOf: (id: string) => Person | null): (id: string) => Role | null {
  return (id) => {
    const person = personOf(id);
    // What is withheld is reading: their tickets stay theirs meanwhile.
    return person?.status === "active" || person?.status === "withheld" ? person.role : null;
  };
}
