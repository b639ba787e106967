import { liveQuery } from "dexie";
import { mergeUpdates } from "yjs";
import { type DocName, kindOf, ticketIdOf } from "../../shared/log/doc-name.ts";
import { mayWriteNotes } from "../../shared/policy/may-append.ts";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import { updatesIn } from "../replica/base.ts";
import type { Replica } from "../replica/database.ts";
import { actorOf } from "../replica/me.ts";
import { NotAllowed, OutboxFull } from "../replica/not-allowed.ts";
import { notesBytesWaiting, outboxLimits } from "../replica/outbox.ts";
import type { OutboxRow } from "../replica/schema.ts";
import type { DeskSession } from "../replica/session.ts";
import { moveToTray } from "../replica/tray.ts";
import { nowOf } from "../replica/write.ts";

/**
 * Edits that wait are joined into rows of at most so many bytes: a row for each key pressed offline would fill the
 * outbox in an hour, and one endless row would outgrow what one push may carry (256 KiB).
 */
export const joinedBytes = 32_768;

/** Why a document on screen has to go: its grant ended, or part of what stands there was not accepted. */
export type Loss = typeof closeCodes.admissionChanged | typeof closeCodes.writeRefused;

/** One ticket's notes as this device has them: base and outbox. */
export type LocalDocument = {
  /**
   * Hands over every V1 update of the base and the outbox, then each new one, from whichever tab or socket.
   * The first call comes even when there is nothing.
   */
  watch(heard: (updates: Uint8Array[]) => void, lost: (why: Loss) => void): () => void;
  /** Puts an edit into the outbox, or into the tray when the policy says no; it is on the disk when this resolves. */
  append(update: Uint8Array): Promise<void>;
};

/** `rows` of the base in which the document stands; none when it is not held. */
type Keys = { rows: number[]; outbox: number[]; tray: string[] };

export function localDocument(session: DeskSession, doc: DocName): LocalDocument {
  const { replica } = session;
  const ticketId = ticketIdOf(doc);

  const keysNow = (): Promise<Keys> =>
    replica.transaction("r", [replica.held, replica.outbox, replica.tray], async () => ({
      rows: await replica.held.where("docs").equals(doc).primaryKeys(),
      outbox: await replica.outbox.where("doc").equals(doc).primaryKeys(),
      tray: (await replica.tray.where("ticketId").equals(ticketId).toArray())
        .filter((row) => row.doc === doc)
        .map((row) => row.id),
    }));

  const bytesOf = (rows: number[], outbox: number[]): Promise<Uint8Array[]> =>
    replica.transaction("r", [replica.parts, replica.outbox], async () => {
      const base = (await updatesIn(replica, new Map([[doc, rows]]))).get(doc) ?? [];
      const waiting = (await replica.outbox.bulkGet(outbox)).map((row) => row?.update);
      return [...base, ...waiting].filter((bytes) => bytes != null);
    });

  return {
    watch(heard, lost) {
      const seenRows = new Set<number>();
      const seenOutbox = new Set<number>();
      let before: Keys | null = null;
      let stopped = false;
      // One after another: a later change must not overtake the reading of an earlier one's rows.
      let reading = Promise.resolve();
      const take = async (now: Keys) => {
        if (stopped) return;
        const why = before === null ? null : lossBetween(before, now);
        before = now;
        if (why !== null) return lost(why);
        const bytes = await bytesOf(unseen(seenRows, now.rows), unseen(seenOutbox, now.outbox));
        if (!stopped) heard(bytes);
      };
      const gone = () => {
        // The database is closed: this person signed out, or what the device held was deleted.
        if (!stopped) lost(closeCodes.admissionChanged);
      };
      const subscription = liveQuery(keysNow).subscribe((now) => {
        reading = reading.then(() => take(now)).catch(gone);
      }, gone);
      return () => {
        stopped = true;
        subscription.unsubscribe();
      };
    },

    async append(update) {
      try {
        await inOneTransaction(session, (at) => addEdit(session, doc, update, at));
      } catch (error) {
        if (!(error instanceof NotAllowed)) throw error;
        const { rule } = error;
        await inOneTransaction(session, (at) => keepInTray(session, doc, update, at, rule));
      }
    },
  };
}

/** The tables an edit touches and no more: a transaction over the whole replica would wait for every list on screen. */
async function inOneTransaction(session: DeskSession, work: (at: number) => Promise<void>): Promise<void> {
  const { replica } = session;
  await replica.transaction("rw", [replica.outbox, replica.tickets, replica.tray, replica.meta], async () =>
    work(await nowOf(session)),
  );
  session.wake();
}

/**
 * Judges and writes one edit. The ticket's row is the overlay, kept so by every transaction that changes it; folding its
 * logs anew at each key would take the longer the longer the chat is.
 */
async function addEdit({ replica, me }: DeskSession, doc: DocName, update: Uint8Array, at: number) {
  const ticketId = ticketIdOf(doc);
  const ticket = await replica.tickets.get(ticketId);
  const ruling = mayWriteNotes(actorOf(me), ticket?.state ?? null);
  if (!ruling.allowed) throw new NotAllowed(ruling.rule);
  const last = await replica.outbox.where("doc").equals(doc).last();
  const joined = last === undefined ? null : joinedWith(last, update);
  // A new row and not a changed one: a push under way may hold the old one, and its verdict is not about these words.
  if (joined !== null && last?.order !== undefined) await replica.outbox.delete(last.order);
  else await needRoom(replica, update.length);
  await replica.outbox.add(rowOf(doc, joined ?? update, at));
  const waiting = await replica.outbox.where("ticketId").equals(ticketId).count();
  await replica.tickets.update(ticketId, { waiting });
}

function lossBetween(before: Keys, now: Keys): Loss | null {
  if (before.rows.length > 0 && now.rows.length === 0) return closeCodes.admissionChanged;
  return now.tray.some((id) => !before.tray.includes(id)) ? closeCodes.writeRefused : null;
}

/** Both edits as one, if the earlier one still waits and has room. */
function joinedWith(last: OutboxRow, update: Uint8Array): Uint8Array | null {
  if (last.update === null || last.state !== "waiting") return null;
  return last.update.length + update.length > joinedBytes ? null : mergeUpdates([last.update, update]);
}

/** @throws OutboxFull */
async function needRoom(replica: Replica, bytes: number): Promise<void> {
  if ((await replica.outbox.count()) >= outboxLimits.rows) throw new OutboxFull();
  if ((await notesBytesWaiting(replica)) + bytes > outboxLimits.notesBytes) throw new OutboxFull();
}

async function keepInTray(
  { replica }: DeskSession,
  doc: DocName,
  update: Uint8Array,
  at: number,
  rule: string,
) {
  await moveToTray(replica, [{ row: rowOf(doc, update, at), reason: { code: "policy", rule } }], at);
}

function rowOf(doc: DocName, update: Uint8Array, at: number): OutboxRow {
  return {
    id: crypto.randomUUID(),
    ticketId: ticketIdOf(doc),
    doc,
    kind: kindOf(doc),
    entry: null,
    update,
    state: "waiting",
    at,
  };
}

function unseen(seen: Set<number>, keys: readonly number[]): number[] {
  const news = keys.filter((key) => !seen.has(key));
  for (const key of news) seen.add(key);
  return news;
}
