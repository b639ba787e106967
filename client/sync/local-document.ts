import { Dexie, liveQuery } from "dexie";
import { type DocName, kindOf, ticketIdOf } from "../../shared/log/doc-name.ts";
import type { DeskSession } from "../replica/session.ts";

/** One document as this device has it: base and outbox. */
export type LocalDocument = {
  /**
   * Hands over every V1 update of the base and the outbox, then each new one, from whichever tab or socket.
   * The first call comes even when there is nothing. `lost` is called once the device may not hold it any more.
   */
  watch(heard: (updates: Uint8Array[]) => void, lost: () => void): () => void;
  /** Puts an edit into the outbox; it is on the disk when this resolves. */
  append(update: Uint8Array): Promise<void>;
};

export function localDocument(
  session: Pick<DeskSession, "replica" | "wake" | "now">,
  doc: DocName,
): LocalDocument {
  const { replica } = session;
  return {
    watch(heard, lost) {
      const seen = new Set<string>();
      let held = false;
      let stopped = false;
      // One emission after another: a later one must not overtake the reading of an earlier one's rows.
      let reading = Promise.resolve();
      const keys = liveQuery(() =>
        replica.transaction("r", [replica.updates, replica.outbox, replica.docs], async () => ({
          updates: await replica.updates.where("doc").equals(doc).primaryKeys(),
          outbox: await replica.outbox.where("doc").equals(doc).primaryKeys(),
          held: (await replica.docs.get(doc)) !== undefined,
        })),
      );
      const fresh = async (keys: { updates: number[]; outbox: number[] }): Promise<Uint8Array[]> => {
        const updates = unseen(seen, "base", keys.updates);
        const outbox = unseen(seen, "outbox", keys.outbox);
        const rows = await replica.transaction("r", [replica.updates, replica.outbox], async () => [
          ...(await replica.updates.bulkGet(updates)).map((row) => row?.bytes),
          ...(await replica.outbox.bulkGet(outbox)).map((row) => row?.update),
        ]);
        return rows.filter((bytes) => bytes != null);
      };
      const subscription = keys.subscribe((now) => {
        reading = reading
          .then(async () => {
            if (stopped) return;
            if (held && !now.held) return lost();
            held = now.held;
            const bytes = await fresh(now);
            if (!stopped) heard(bytes);
          })
          .catch(() => {
            // The database is closed: this person signed out, or deleted what the device held.
            if (!stopped) lost();
          });
      }, lost);
      return () => {
        stopped = true;
        subscription.unsubscribe();
      };
    },
    async append(update) {
      const ticketId = ticketIdOf(doc);
      await replica.transaction("rw", [replica.outbox, replica.tickets], async () => {
        // One tick: the row and the count are written by requests made at once, so a closing tab loses neither.
        await Dexie.Promise.all([
          replica.outbox.add({
            id: crypto.randomUUID(),
            ticketId,
            doc,
            kind: kindOf(doc),
            entry: null,
            update,
            state: "waiting",
            at: (session.now ?? Date.now)(),
          }),
          replica.tickets
            .where("id")
            .equals(ticketId)
            .modify((row) => {
              row.waiting++;
            }),
        ]);
      });
      session.wake();
    },
  };
}

function unseen(seen: Set<string>, table: string, keys: readonly number[]): number[] {
  const news = keys.filter((key) => !seen.has(`${table}/${key}`));
  for (const key of news) seen.add(`${table}/${key}`);
  return news;
}
