import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { expect, test } from "vitest";
import { openReplica } from "./database.ts";
import { trackTransactions } from "./open-transactions.ts";

const row = (key: string) => ({ key, text: "words", at: 1 });

test("[R28] a page that is left ends its transactions, begins none, and runs them again when it returns", async () => {
  const replica = openReplica("ana", { indexedDB: new IDBFactory(), IDBKeyRange });
  const transactions = trackTransactions(replica);
  await replica.drafts.put(row("kept"));
  const cut = replica.transaction("rw", replica.drafts, async () => {
    await replica.drafts.put(row("cut"));
    transactions.abort();
    await replica.drafts.put(row("after"));
  });
  await expect(cut).rejects.toBeDefined();
  await expect(replica.drafts.put(row("late"))).rejects.toBeDefined();
  expect(transactions.mayRun()).toBe(true);
  expect(await replica.drafts.toCollection().primaryKeys()).toEqual(["kept"]);
  await replica.drafts.put(row("again"));
  expect(transactions.mayRun()).toBe(false);
  expect(await replica.drafts.count()).toBe(2);
  replica.close();
});
