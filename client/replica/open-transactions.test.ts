import { Dexie } from "dexie";
import { IDBDatabase, IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { expect, test } from "vitest";
import { openReplica } from "./database.ts";
import { trackTransactions } from "./open-transactions.ts";

const row = (key: string) => ({ key, text: "words", at: 1 });

test("[R28] a page that is left ends its transactions, begins none, and runs them again when it returns", async () => {
  const transactions = trackTransactions(IDBDatabase.prototype, IDBFactory.prototype);
  const indexedDB = new IDBFactory();
  const replica = openReplica("ana", { indexedDB, IDBKeyRange });
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

  // Every database of the page, whoever opened it, and also while it is made: the next page waits for each.
  const made = () => {
    const database = new Dexie("other", { indexedDB, IDBKeyRange });
    database.version(1).stores({ kept: "key" });
    return database;
  };
  const cutWhileMade = made();
  cutWhileMade.on("populate", () => transactions.abort());
  await expect(cutWhileMade.open()).rejects.toBeDefined();
  expect(transactions.mayRun()).toBe(true);
  cutWhileMade.close();
  const other = made();
  const alsoCut = other.transaction("rw", other.table("kept"), async () => {
    await other.table("kept").put(row("cut"));
    transactions.abort();
  });
  await expect(alsoCut).rejects.toBeDefined();
  expect(transactions.mayRun()).toBe(true);
  expect(await other.table("kept").count()).toBe(0);
  replica.close();
  other.close();
});
