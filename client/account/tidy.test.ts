import "fake-indexeddb/auto";
import { beforeEach, expect, test } from "vitest";
import { deleteReplica, openReplica, replicasOnDevice } from "../replica/database.ts";
import type { Me } from "../replica/me.ts";
import { deviceMemory } from "./device-memory.ts";
import { tidyDevice } from "./tidy.ts";

const ada: Me = { id: "ada", name: "Ada", role: "student", email: "ada@campus.example", status: "active" };
const bo: Me = { id: "bo", name: "Bo", role: "counselor", email: "bo@campus.example", status: "active" };

beforeEach(async () => {
  for (const id of await replicasOnDevice()) await deleteReplica(id);
  await deviceMemory.forget();
  await deviceMemory.forgetLeft(() => true);
});

async function holding(id: string, { draft }: { draft: string | null }): Promise<void> {
  const replica = openReplica(id);
  await replica.people.put({ id: "sam", name: "Accepted", role: "student" });
  if (draft !== null) await replica.drafts.put({ key: "ask", text: draft, at: 1 });
  replica.close();
}

async function held(id: string): Promise<{ people: number; drafts: number }> {
  const replica = openReplica(id);
  const counts = { people: await replica.people.count(), drafts: await replica.drafts.count() };
  replica.close();
  return counts;
}

test("[D20] somebody else signs in: unsent words of the one before stay for them, by id, and nothing else", async () => {
  await holding("ada", { draft: "private words" });
  await holding("bo", { draft: null });
  await deviceMemory.rememberLeft({ me: ada, shared: false, ended: null });
  await deviceMemory.remember({ me: bo, shared: false, ended: null });
  await tidyDevice();
  expect(await held("ada")).toEqual({ people: 0, drafts: 1 });
  expect(await held("bo")).toEqual({ people: 1, drafts: 0 });
  expect((await deviceMemory.left()).map(({ me }) => me.id)).toEqual(["ada"]);
});

test("[D20] an account made anew with the same address is somebody else: what waits stays", async () => {
  await holding("ada", { draft: "private words" });
  await deviceMemory.rememberLeft({ me: ada, shared: false, ended: null });
  await deviceMemory.remember({ me: { ...ada, id: "ada-2" }, shared: false, ended: null });
  await tidyDevice();
  expect(await held("ada")).toEqual({ people: 0, drafts: 1 });
});

test("[D20] who leaves nothing unsent behind leaves nothing", async () => {
  await holding("ada", { draft: null });
  await deviceMemory.rememberLeft({ me: ada, shared: false, ended: null });
  await deviceMemory.remember({ me: bo, shared: false, ended: null });
  await tidyDevice();
  expect(await replicasOnDevice()).toEqual([]);
  expect(await deviceMemory.left()).toEqual([]);
});

test.each(["signed-out", "suspended"] as const)(
  "[D18] a sign-in that the server ended (%s): only unsent words stay, for the same person",
  async (ended) => {
    await holding("ada", { draft: "private words" });
    await deviceMemory.remember({ me: ada, shared: false, ended });
    await tidyDevice();
    expect(await held("ada")).toEqual({ people: 0, drafts: 1 });
  },
);

test("[D18] who is signed in loses nothing by tidying", async () => {
  await holding("ada", { draft: "private words" });
  await deviceMemory.remember({ me: ada, shared: false, ended: null });
  await tidyDevice();
  expect(await held("ada")).toEqual({ people: 1, drafts: 1 });
});
