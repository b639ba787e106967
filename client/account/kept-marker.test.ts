import "fake-indexeddb/auto";
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { expect, test, vi } from "vitest";
import { openReplica, type Replica } from "../replica/database.ts";
import type { KeptStrings } from "../ui/browser-storage.ts";
import { type KeptMarker, keepMarker, markerFor } from "./kept-marker.ts";

function storage(): KeptStrings {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  };
}

/** A device with nothing on it yet, or again. */
function freshReplica(): Replica {
  return openReplica("ana", { indexedDB: new IDBFactory(), IDBKeyRange });
}

async function draftIn(replica: Replica, marker: KeptMarker, kept: KeptStrings): Promise<void> {
  await replica.drafts.put({ key: "ask", text: "Please help", at: 1 });
  await vi.waitFor(() => expect(kept.getItem("alcove.kept")).toContain('"drafts":1'), { timeout: 20_000 });
  marker.stop();
  replica.close();
}

test("[R12] what was unsent on a device that its browser cleared is said, until it was read", async () => {
  const kept = storage();
  const before = freshReplica();
  await draftIn(before, keepMarker(before, "ana", kept), kept);
  for (const read of [false, true]) {
    const after = freshReplica();
    const marker = keepMarker(after, "ana", kept);
    await vi.waitFor(() => expect(marker.lost.get()).toEqual({ waiting: 0, refused: 0, drafts: 1 }), {
      timeout: 20_000,
    });
    if (read) marker.read();
    marker.stop();
    after.close();
  }
  expect(kept.getItem("alcove.kept")).toContain('"lost":null');
});

test("[R12] nothing is said to be lost of the same replica, of another person, or when nothing was unsent", () => {
  const some = { waiting: 2, refused: 0, drafts: 1 };
  const none = { waiting: 0, refused: 0, drafts: 0 };
  const before = { person: "ana", replica: "1", unsent: some, lost: null };
  expect(markerFor(before, "ana", "1")).toEqual(before);
  expect(markerFor(before, "bo", "2").lost).toBeNull();
  expect(markerFor({ ...before, unsent: none }, "ana", "2").lost).toBeNull();
  expect(markerFor(before, "ana", "2").lost).toEqual(some);
  expect(markerFor({ ...before, lost: some }, "ana", "2").lost).toEqual({
    waiting: 4,
    refused: 0,
    drafts: 2,
  });
});

test("[R12] a mark that is no mark of ours says nothing", async () => {
  const kept = storage();
  kept.setItem("alcove.kept", "{");
  const replica = freshReplica();
  const marker = keepMarker(replica, "ana", kept);
  await vi.waitFor(() => expect(kept.getItem("alcove.kept")).toContain('"person":"ana"'), {
    timeout: 20_000,
  });
  expect(marker.lost.get()).toBeNull();
  marker.stop();
  replica.close();
});
