import "fake-indexeddb/auto";
import { Dexie } from "dexie";
import { forceCloseDatabase } from "fake-indexeddb";
import { expect, test, vi } from "vitest";
import { openReplica } from "../replica/database.ts";
import { closeWhenLost, watchReplica } from "./database-gone.ts";

function losses() {
  return { deleted: vi.fn(), cleared: vi.fn(), superseded: vi.fn() };
}

test("[T4] a replica deleted by another tab is not made anew by this one", async () => {
  const here = openReplica("ana");
  await here.drafts.put({ key: "k", text: "private", at: 1 });
  const gone = vi.fn();
  closeWhenLost(here, gone);
  const elsewhere = openReplica("ana");
  await elsewhere.delete();
  expect(gone).toHaveBeenCalledOnce();
  await expect(here.drafts.put({ key: "k", text: "private", at: 2 })).rejects.toThrow();
  expect(await Dexie.exists("alcove-ana")).toBe(false);
});

test("[R15] a newer version gets the database when this tab lets go of it, and nothing of an old form is written after", async () => {
  const here = openReplica("bo");
  await here.drafts.put({ key: "k", text: "kept", at: 1 });
  const lost = losses();
  lost.superseded.mockImplementation(async () => {
    await here.drafts.put({ key: "k", text: "kept to the last word", at: 2 });
    here.close({ disableAutoOpen: true });
  });
  watchReplica(here, lost);
  const newer = new Dexie("alcove-bo");
  newer.version(99).stores({ drafts: "key", later: "key" });
  expect(await newer.table("drafts").get("k")).toMatchObject({ text: "kept to the last word" });
  expect(lost.superseded).toHaveBeenCalledOnce();
  await expect(here.drafts.put({ key: "k", text: "old", at: 3 })).rejects.toThrow();
  newer.close();
});

test("[R12] a database that the browser takes away is closed for good and not made anew in silence", async () => {
  const here = openReplica("cy");
  const lost = losses();
  const stop = watchReplica(here, lost);
  await here.drafts.put({ key: "k", text: "x", at: 1 });
  Reflect.apply(forceCloseDatabase, null, [here.backendDB()]);
  await vi.waitFor(() => expect(lost.cleared).toHaveBeenCalled());
  expect(lost.cleared).toHaveBeenCalledOnce();
  expect(lost.deleted).not.toHaveBeenCalled();
  await expect(here.drafts.toArray()).rejects.toThrow();
  stop();
});
