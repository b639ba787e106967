import { parseEntry } from "../../shared/entries/entry.ts";
import { encodeAppend } from "../../shared/log/append.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { createAccounts } from "../../sync-server/accounts/accounts.ts";
import { databasePath, openDatabase } from "../../sync-server/accounts/database.ts";
import { readConfig } from "../../sync-server/config.ts";
import { createDice } from "../../sync-server/demo/dice.ts";
import { createSqliteStore } from "../../sync-server/store/sqlite-store.ts";
import { createWriter } from "../../sync-server/sync/writer.ts";

/** A day passes in a made campus while no server runs on it: these tickets' students edit their requests. */
export async function changeRequests(
  dataDir: string,
  ticketIds: readonly string[],
  seed: number,
): Promise<void> {
  const db = openDatabase(databasePath(dataDir), { mustExist: true });
  const accounts = await createAccounts({
    db,
    config: readConfig({ DATA_DIR: dataDir }),
    secrets: { authSecret: null },
  });
  const store = createSqliteStore(db);
  const writer = createWriter({
    store,
    personOf: (id) => accounts.person(id),
    now: Date.now,
    onCommitted: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
  const dice = createDice(seed);
  try {
    for (const ticketId of ticketIds) {
      const doc = docName("request", ticketId);
      const heads = await store.heads([doc, docName("ticket", ticketId)]);
      const tail = heads.get(doc)?.tail ?? null;
      const student = heads.get(docName("ticket", ticketId))?.ticket?.student;
      if (tail === null || student === undefined) throw new Error(`${ticketId} has no request`);
      const parsed = parseEntry("request", {
        type: "request.edited",
        description: "It became worse since yesterday, and I would rather talk than write.",
        id: dice.uuid(),
        by: student,
        at: Date.now(),
      });
      if (!parsed.ok) throw new Error(parsed.detail);
      const at = { client: dice.between(1, 0x7fff_ffff), clock: 0 };
      const update = encodeAppend(at, tail, [parsed.entry]);
      const outcome = await writer.push({ doc, personId: student, update });
      if (outcome.status !== "accepted") throw new Error(`an edit was not accepted: ${outcome.status}`);
    }
    await writer.idle();
    await store.cancelJobs({ prefix: "" }, Date.now());
  } finally {
    accounts.close();
    db.close();
  }
}
