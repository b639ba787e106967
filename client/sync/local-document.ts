import { liveQuery } from "dexie";
import { type DocName, ticketIdOf } from "../../shared/log/doc-name.ts";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import { updatesIn } from "../replica/base.ts";
import { writeNotes } from "../replica/notes.ts";
import type { DeskSession } from "../replica/session.ts";

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

    append: (update) => writeNotes(session, ticketId, update),
  };
}

function lossBetween(before: Keys, now: Keys): Loss | null {
  if (before.rows.length > 0 && now.rows.length === 0) return closeCodes.admissionChanged;
  return now.tray.some((id) => !before.tray.includes(id)) ? closeCodes.writeRefused : null;
}

function unseen(seen: Set<number>, keys: readonly number[]): number[] {
  const news = keys.filter((key) => !seen.has(key));
  for (const key of news) seen.add(key);
  return news;
}
