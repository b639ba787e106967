import * as Y from "yjs";
import { entriesOf } from "../client/replica/entries-of.ts";
import type { TicketLogs } from "../client/replica/play.ts";
import type { Entry } from "../shared/entries/entry.ts";
import { ticketEntry } from "../shared/entries/ticket-entries.ts";
import {
  type DocKind,
  type DocName,
  docKinds,
  docName,
  isLog,
  type LogKind,
} from "../shared/log/doc-name.ts";
import { readLog } from "../shared/log/read-log.ts";
import type { AcceptedByDoc } from "../shared/protocol/control.ts";
import { foldTicket } from "../shared/ticket/fold.ts";
import type { TicketState } from "../shared/ticket/state.ts";
import type { Store } from "../sync-server/store/store.ts";
import { acceptedOf } from "../sync-server/sync/cursor-frame.ts";

/** One ticket as the server has it: its logs, its notes, and its state folded from the first entry on. */
export type TicketCopy = {
  id: string;
  bytes: Record<DocKind, Uint8Array>;
  logs: TicketLogs;
  notes: string;
  state: TicketState;
  /** When the server accepted what stands in its logs. */
  accepted: AcceptedByDoc;
};

/** Everything the server has, read once. */
export async function copyOf(store: Store, ticketIds: Iterable<string>): Promise<Map<string, TicketCopy>> {
  const copies = new Map<string, TicketCopy>();
  for (const id of ticketIds) {
    const bytes = {
      ticket: await store.content(docName("ticket", id)),
      request: await store.content(docName("request", id)),
      chat: await store.content(docName("chat", id)),
      notes: await store.content(docName("notes", id)),
    };
    const read = (kind: LogKind): Entry[] => {
      const { values } = readLog([bytes[kind]]);
      const entries = entriesOf(kind, values).entries;
      if (entries.length !== values.length) throw new Error(`${kind}/${id} holds what is no entry`);
      return entries;
    };
    const logs = { ticket: read("ticket"), request: read("request"), chat: read("chat") };
    const state = folded(id, logs.ticket);
    if (state === null) continue;
    const docs = new Set((["ticket", "request", "chat"] as const).map((kind) => docName(kind, id)));
    const accepted = acceptedOf(await store.acceptances({ docs, after: 0, upTo: Number.MAX_SAFE_INTEGER }));
    copies.set(id, { id, accepted, bytes, logs, notes: notesText([bytes.notes]), state });
  }
  return copies;
}

export function folded(id: string, entries: readonly Entry[]): TicketState | null {
  let state: TicketState | null = null;
  for (const entry of entries) state = foldTicket(id, state, ticketEntry.parse(entry));
  return state;
}

/** The notes as text and marks. */
export function notesText(updates: readonly Uint8Array[]): string {
  const doc = new Y.Doc();
  if (updates.length > 0) Y.applyUpdate(doc, Y.mergeUpdates([...updates]));
  return doc.getXmlFragment("notes").toString();
}

/** What is written in a document, to compare two copies of it. */
export function contentOf(copy: TicketCopy, kind: DocKind): string {
  return isLog(kind) ? JSON.stringify(copy.logs[kind]) : copy.notes;
}

export function docsOf(copy: TicketCopy): { doc: DocName; kind: DocKind }[] {
  return docKinds.map((kind) => ({ doc: docName(kind, copy.id), kind }));
}
