import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { openReplica, replicasOnDevice } from "./database.ts";
import {
  currentPerson,
  forgetPerson,
  idledOut,
  rememberPerson,
  sharedIdleMs,
  unsentOf,
  wipeShared,
} from "./device.ts";
import type { Me } from "./me.ts";

const sam: Me = { id: "sam", name: "Sam", role: "student", email: "sam@example.org", status: "active" };
const cleo: Me = { id: "cleo", name: "Cleo", role: "counselor", email: "cleo@example.org", status: "active" };

async function withReplica(id: string): Promise<void> {
  const replica = openReplica(id);
  await replica.drafts.put({ key: "x", text: "words", at: 1 });
  replica.close();
}

test("a start without a network knows who is signed in, until they are forgotten", async () => {
  expect(await currentPerson()).toBeNull();
  await rememberPerson(sam, { shared: false });
  await withReplica("sam");
  expect(await currentPerson()).toMatchObject({ me: sam, shared: false });
  expect(await replicasOnDevice()).toEqual(["sam"]);
  expect(await unsentOf("sam")).toBe(0);
  await forgetPerson("sam");
  expect(await currentPerson()).toBeNull();
  expect(await replicasOnDevice()).toEqual([]);
});

test("[D10] on a shared computer the next start wipes everything of the person, and of nobody else", async () => {
  await rememberPerson(sam, { shared: true });
  await rememberPerson(cleo, { shared: false });
  await withReplica("sam");
  await withReplica("cleo");
  expect(await wipeShared("sam")).toEqual([]);
  expect(await wipeShared()).toEqual(["sam"]);
  expect(await replicasOnDevice()).toEqual(["cleo"]);
  expect((await currentPerson())?.me.id).toBe("cleo");
});

test("[D10] fifteen idle minutes end a sign-in on a shared computer, and only there", async () => {
  await rememberPerson(cleo, { shared: true });
  const person = await currentPerson();
  if (person === null) throw new Error("remembered");
  expect(idledOut(person, person.lastActiveAt + sharedIdleMs)).toBe(false);
  expect(idledOut(person, person.lastActiveAt + sharedIdleMs + 1)).toBe(true);
  expect(idledOut({ ...person, shared: false }, person.lastActiveAt + 10 * sharedIdleMs)).toBe(false);
});
