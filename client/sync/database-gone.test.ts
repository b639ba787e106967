import "fake-indexeddb/auto";
import { Dexie } from "dexie";
import { expect, test, vi } from "vitest";
import { openReplica } from "../replica/database.ts";
import { closeWhenDeleted } from "./database-gone.ts";

test("[T4] a replica deleted by another tab is not made anew by this one", async () => {
  const here = openReplica("ana");
  await here.drafts.put({ key: "k", text: "private", at: 1 });
  const gone = vi.fn();
  closeWhenDeleted(here, gone);
  const elsewhere = openReplica("ana");
  await elsewhere.delete();
  expect(gone).toHaveBeenCalledOnce();
  await expect(here.drafts.put({ key: "k", text: "private", at: 2 })).rejects.toThrow();
  expect(await Dexie.exists("alcove-ana")).toBe(false);
});
