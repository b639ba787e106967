import type { z } from "zod";
import type { LogKind } from "../log/doc-name.ts";
import { type ChatEntry, chatEntry } from "./chat-entries.ts";
import { type RequestEntry, requestEntry } from "./request-entries.ts";
import { type TicketEntry, ticketEntry } from "./ticket-entries.ts";

/** One immutable fact in a log. */
export type Entry = TicketEntry | RequestEntry | ChatEntry;
export type EntryType = Entry["type"];
export type EntryOf<Type extends EntryType> = Extract<Entry, { type: Type }>;

/** What the writer supplies; the envelope is added when the entry is made. */
export type Draft<E extends Entry = Entry> = E extends Entry ? Omit<E, "id" | "by" | "at"> : never;

/** Which of a log's entries others are told about when one of them decides a race. */
export type Winner = { type: EntryType; by: string; at: number };

const schemas = { ticket: ticketEntry, request: requestEntry, chat: chatEntry } as const;

export type ParsedEntry = { ok: true; entry: Entry } | { ok: false; detail: string };

/** Parses what stands in a log of this kind. `detail` names the field that is wrong. */
export function parseEntry(kind: LogKind, value: unknown): ParsedEntry {
  const parsed = schemas[kind].safeParse(value);
  if (parsed.success) return { ok: true, entry: parsed.data };
  return { ok: false, detail: describe(parsed.error.issues[0]) };
}

function describe(issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined) return "not an entry";
  const path = issue.path.join(".");
  return path === "" ? issue.message : `${path}: ${issue.message}`;
}

const kindOfType: { [Type in EntryType]: LogKind } = {
  "ticket.opened": "ticket",
  "ticket.edited": "ticket",
  "ticket.triaged": "ticket",
  "ticket.claimed": "ticket",
  "ticket.unclaimed": "ticket",
  "ticket.assigned": "ticket",
  "session.scheduled": "ticket",
  "session.cancelled": "ticket",
  "session.started": "ticket",
  "session.completed": "ticket",
  "ticket.closed": "ticket",
  "ticket.reopened": "ticket",
  "access.opened": "ticket",
  "account.recovered": "ticket",
  "request.written": "request",
  "request.edited": "request",
  "chat.message": "chat",
  "chat.redacted": "chat",
  "chat.seen": "chat",
  "session.linked": "chat",
  "session.linkFailed": "chat",
};

/** Which of a ticket's logs an entry of this type stands in. */
export function logKindOf(type: EntryType): LogKind {
  return kindOfType[type];
}

/** Does this entry belong to the ticket's own log? */
export function isTicketEntry(entry: Entry): entry is TicketEntry {
  return logKindOf(entry.type) === "ticket";
}
