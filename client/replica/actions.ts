import type { Attachment } from "../../shared/entries/chat-entries.ts";
import type { Category, Mode, Urgency } from "../../shared/entries/codes.ts";
import type { Draft, Entry } from "../../shared/entries/entry.ts";
import type { RequestEntry } from "../../shared/entries/request-entries.ts";
import type { TicketEntry } from "../../shared/entries/ticket-entries.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { dependentsOf } from "./depend.ts";
import { draftOf } from "./drafted.ts";
import { areDrafted, dropFilesOf, sendFiles } from "./files.ts";
import { DraftTaken, type KnownDraft, takeDraft, takeWholeDraft } from "./live-draft.ts";
import { logsOfTicket } from "./load.ts";
import { NotAllowed } from "./not-allowed.ts";
import { addNotesEdit, appendedText, notesUpdates } from "./notes.ts";
import { project } from "./project.ts";
import type { DeskSession } from "./session.ts";
import { moveToTray } from "./tray.ts";
import { asAction, nowOf, overlaid, withRoom, write } from "./write.ts";

export { DeviceFull, NotAllowed, NotAnEntry, OutboxFull } from "./not-allowed.ts";
export type { DeskSession } from "./session.ts";

/**
 * Asks for help: the facts and the words, made together; the form's draft ends with them. @returns the ticket's id
 * @throws DraftTaken, DraftChanged when another tab sent or changed the form first
 */
export async function openTicket(
  session: DeskSession,
  asked: { category: Category; urgency: Urgency; mode: Mode; title: string; description: string },
  draft?: KnownDraft,
): Promise<string> {
  const { title, description, ...facts } = asked;
  const ticketId = crypto.randomUUID();
  await asAction(session, async () => {
    if (draft !== undefined) await takeWholeDraft(session, draft);
    await write(session, ticketId, [
      { type: "ticket.opened", ...facts },
      { type: "request.written", title, description },
    ]);
  });
  return ticketId;
}

/** Makes one entry of the ticket's own log. @returns its id */
export async function act(
  session: DeskSession,
  ticketId: string,
  draft: Draft<TicketEntry>,
): Promise<string> {
  return writeOne(session, ticketId, draft);
}

export async function editRequest(
  session: DeskSession,
  ticketId: string,
  changed: { title?: string; description?: string },
): Promise<string> {
  const draft: Draft<RequestEntry> = { type: "request.edited" };
  if (changed.title !== undefined) draft.title = changed.title;
  if (changed.description !== undefined) draft.description = changed.description;
  return writeOne(session, ticketId, draft);
}

/**
 * Sends what was being written: its draft ends in the same transaction, so that the words are always in one of the two.
 * @throws DraftTaken when another tab has sent this draft, or its files, first
 */
export async function sendMessage(
  session: DeskSession,
  ticketId: string,
  body: string,
  attachments: Attachment[] = [],
  draft?: KnownDraft,
): Promise<string> {
  const files = attachments.length === 0 ? {} : { attachments };
  const [entry] = await asAction(session, async () => {
    const doc = docName("chat", ticketId);
    if (draft !== undefined) {
      await takeDraft(session, draft);
      if (!(await areDrafted(session.replica, doc, attachments))) throw new DraftTaken();
    }
    const made = await write(session, ticketId, [{ type: "chat.message", body, ...files }]);
    await sendFiles(session.replica, made);
    if (draft === undefined) await session.replica.drafts.delete(doc);
    return made;
  });
  return idOf(entry);
}

/** Takes back a message of one's own; what it said is no longer shown. */
export async function redactMessage(
  session: DeskSession,
  ticketId: string,
  message: string,
): Promise<string> {
  return writeOne(session, ticketId, { type: "chat.redacted", message });
}

/**
 * Says that everything up to this message was read. Called by a screen and not by a person, so where it is not
 * allowed (the ticket is closed, an admin reads) or says nothing new, nothing happens.
 */
export async function markSeen(session: DeskSession, ticketId: string, upTo: string): Promise<void> {
  const { replica, me } = session;
  const row = await replica.tickets.get(ticketId);
  if (row === undefined || row.unread === 0) return;
  try {
    await asAction(session, async () => {
      const { rows } = await overlaid(session, ticketId, await nowOf(session));
      // One that waits says less than the one that follows: an evening offline makes one entry, not fifty.
      const older = rows.filter((each) => each.entry?.type === "chat.seen" && each.state === "waiting");
      await replica.outbox.bulkDelete(
        older.flatMap((each) => (each.order === undefined ? [] : [each.order])),
      );
      if (await replica.chatMessages.get([ticketId, upTo]))
        await write(session, ticketId, [{ type: "chat.seen", upTo }]);
      else await project(replica, me, await nowOf(session), [ticketId]);
    });
  } catch (error) {
    if (!(error instanceof NotAllowed)) throw error;
  }
}

/** Schedules (or reschedules) a session; a pasted link goes into the chat, where only the two of them read it. */
export async function scheduleSession(
  session: DeskSession,
  ticketId: string,
  planned: {
    startsAt: number;
    minutes: number;
    mode: Mode;
    timeZone: string;
    link?: string;
    /** The planned session's own id when it only moves: it keeps its link. */
    sessionId?: string;
  },
): Promise<string> {
  const { link, sessionId = crypto.randomUUID(), ...facts } = planned;
  const drafts: Draft[] = [{ type: "session.scheduled", sessionId, ...facts }];
  if (link !== undefined && link !== "") {
    drafts.push({ type: "session.linked", sessionId, url: link, provider: "pasted" });
  }
  await asAction(session, () => write(session, ticketId, drafts));
  return sessionId;
}

export async function discardFromTray(session: DeskSession, id: string): Promise<void> {
  const { tray, outbox, blobs, transfers } = session.replica;
  await session.replica.transaction("rw", [tray, outbox, blobs, transfers], async () => {
    const row = await tray.get(id);
    await tray.delete(id);
    if (row !== undefined) await dropFilesOf(session.replica, row);
  });
}

/**
 * Makes what was not accepted anew, changed or not, with a new id.
 * @throws NotAllowed when the policy still says no; the tray keeps it then
 */
export async function sendAgainFromTray(session: DeskSession, id: string, changed?: Draft): Promise<void> {
  const { replica } = session;
  await asAction(session, async () => {
    const row = await replica.tray.get(id);
    if (row === undefined) return;
    if (row.entry !== null) {
      await sendFiles(replica, await write(session, row.ticketId, [changed ?? draftOf(row.entry)]));
    } else if (row.doc.startsWith("notes/")) {
      const notes = await notesUpdates(replica, row.ticketId);
      await addNotesEdit(session, row.ticketId, appendedText(notes, row.text ?? ""));
    } else {
      await write(session, row.ticketId, [changed ?? { type: "chat.message", body: row.text ?? "" }]);
    }
    await replica.tray.delete(id);
  });
}

/**
 * Takes back what is still only on this device. What was built on it goes to the tray.
 * @returns false when it is too late: it has been sent
 */
export async function cancelWaiting(session: DeskSession, entryId: string): Promise<boolean> {
  const { replica, me } = session;
  return asAction(session, async () => {
    const row = await replica.outbox.where("id").equals(entryId).first();
    if (row === undefined || row.order === undefined || row.state !== "waiting") return false;
    const now = await nowOf(session);
    const { rows, judge } = await overlaid(session, row.ticketId, now);
    const logs = await logsOfTicket(replica, row.ticketId);
    const fallen = dependentsOf(row.ticketId, logs, rows, new Set([row.id]), judge);
    await replica.outbox.delete(row.order);
    await dropFilesOf(replica, row);
    await moveToTray(
      replica,
      fallen.map(({ row: dependent, rule }) => ({
        row: dependent,
        reason: { code: "cancelled", ...(rule && { rule }) },
      })),
      now,
    );
    await project(replica, me, now, [row.ticketId]);
    return true;
  });
}

/** Changes what is kept under a key, from what it is now: two tabs that change it at once both count. */
export async function changeDraft(
  session: DeskSession,
  key: string,
  change: (kept: string | null) => string,
): Promise<void> {
  const { drafts } = session.replica;
  await withRoom(session, () =>
    drafts.db.transaction("rw", drafts, async () => {
      const kept = (await drafts.get(key))?.text ?? null;
      await drafts.put({ key, text: change(kept), at: (session.now ?? Date.now)() });
    }),
  );
}

/**
 * Keeps what somebody is writing. `key` is the document's name, or begins with it; empty text ends the draft.
 * @throws DeviceFull
 */
export async function saveDraft(session: DeskSession, key: string, text: string): Promise<void> {
  const { replica } = session;
  if (text === "") await replica.drafts.delete(key);
  else {
    const row = { key, text, at: (session.now ?? Date.now)() };
    await withRoom(session, () => replica.drafts.put(row));
  }
}

async function writeOne(session: DeskSession, ticketId: string, draft: Draft): Promise<string> {
  const [entry] = await asAction(session, () => write(session, ticketId, [draft]));
  return idOf(entry);
}

function idOf(entry: Entry | undefined): string {
  if (entry === undefined) throw new Error("a draft makes an entry");
  return entry.id;
}
