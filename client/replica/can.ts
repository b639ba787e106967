import { type Draft, type Entry, type EntryType, logKindOf } from "../../shared/entries/entry.ts";
import { isLinear, type LogKind } from "../../shared/log/doc-name.ts";
import { accessHours, mayAppend, mayWriteNotes } from "../../shared/policy/may-append.ts";
import type { Role } from "../../shared/policy/roles.ts";
import type { Scene } from "../../shared/policy/scene.ts";
import { parseDraft, sampleDraft } from "./drafted.ts";
import { actorOf, type Me } from "./me.ts";
import type { TicketRow } from "./schema.ts";

/** What a row does not say; without it the question is whether it is possible at all. */
export type Known = {
  roleOf?: (personId: string) => Role | null;
  authorOf?: (messageId: string) => string | null;
  now?: number;
};

/**
 * May this person do this now, as far as the device knows? A screen shows a button only when it is true.
 * @param deed a draft, or just its type: then "with some payload"
 */
export function mayNow(me: Me, row: TicketRow, deed: Draft | EntryType, known: Known = {}): boolean {
  const now = known.now ?? Date.now();
  const draft = typeof deed === "string" ? sampleDraft(deed, row.state, now + accessHours * 3_600_000) : deed;
  const entry = parseDraft(draft, { id: crypto.randomUUID(), by: me.id, at: now });
  if (!entry.ok || isTooOldFor(row, logKindOf(entry.entry.type))) return false;
  // The route that appends emergency access asks for the password; whether to offer it is asked before that.
  const actor = { ...actorOf(me), proved: true };
  return mayAppend(actor, sceneOf(me, row, entry.entry, known, now), entry.entry).allowed;
}

/** A log that says something this app does not know: nothing is appended to it before an update. */
function isTooOldFor(row: TicketRow, kind: LogKind): boolean {
  return isLinear(kind) && row.newer?.includes(kind) === true;
}

/** May this person change the ticket's notes now? */
export function mayWriteNotesNow(me: Me, row: TicketRow): boolean {
  return row.readable.includes("notes") && mayWriteNotes(actorOf(me), row.state).allowed;
}

/** May this person ask for help at all? */
export function mayOpenTicket(me: Me): boolean {
  return me.role === "student" && me.status === "active";
}

function sceneOf(me: Me, row: TicketRow, entry: Entry, known: Known, now: number): Scene {
  return {
    ticket: row.state,
    first: entry.type.startsWith("request.") ? row.title === null : false,
    authorOf: known.authorOf ?? (() => me.id),
    roleOf: known.roleOf ?? (() => "counselor"),
    now,
  };
}
