import { afterEach, beforeEach, expect, test } from "vitest";
import * as Y from "yjs";
import { docName } from "../../shared/log/doc-name.ts";
import { notesRoot } from "../../shared/log/notes-schema.ts";
import {
  act,
  discardFromTray,
  markSeen,
  openTicket,
  sendAgainFromTray,
  sendMessage,
} from "../replica/actions.ts";
import { isHeld } from "../replica/base.ts";
import { appendedText, notesUpdates, writeNotes } from "../replica/notes.ts";
import { project, projectionTables } from "../replica/project.ts";
import { trayItems, waitingCount } from "../replica/reads.ts";
import { localDocument } from "./local-document.ts";
import { type Device, TestWorld } from "./testing/test-world.ts";

let world: TestWorld;
let sam: Device;
let cleo: Device;
let id: string;

beforeEach(async () => {
  world = new TestWorld();
  sam = world.device(world.person("sam", "student"));
  cleo = world.device(world.person("cleo", "counselor"));
  world.person("cora", "counselor");
  await world.start(sam, cleo);
  id = await openTicket(sam.session, {
    category: "other",
    urgency: "low",
    mode: "chat",
    title: "T",
    description: "",
  });
  await world.run();
  await act(cleo.session, id, { type: "ticket.claimed" });
  await world.run();
});

afterEach(() => world.stop());

/** An editor over a device's notes: loads them, lets `edit` work, and hands each update over as it comes. */
async function edit(device: Device, change: (root: Y.XmlFragment) => void): Promise<void> {
  const doc = new Y.Doc();
  for (const update of await notesUpdates(device.replica, id)) Y.applyUpdate(doc, update);
  const updates: Uint8Array[] = [];
  doc.on("update", (update: Uint8Array) => updates.push(update));
  change(doc.getXmlFragment(notesRoot));
  for (const update of updates) await writeNotes(device.session, id, update);
}

function type(text: string): (root: Y.XmlFragment) => void {
  return (root) => {
    const paragraph = new Y.XmlElement("paragraph");
    paragraph.insert(0, [new Y.XmlText(text)]);
    root.insert(root.length, [paragraph]);
  };
}

async function textOn(device: Device): Promise<string> {
  const doc = new Y.Doc();
  for (const update of await notesUpdates(device.replica, id)) Y.applyUpdate(doc, update);
  return doc.getXmlFragment(notesRoot).toString();
}

test("[D9] notes of two devices written offline are merged, and nothing pends", async () => {
  const phone = world.device({ id: "cleo", name: "cleo", role: "counselor", status: "active" });
  await world.start(phone);
  world.goOffline(cleo);
  world.goOffline(phone);
  await edit(cleo, type("laptop"));
  await edit(phone, type("phone"));
  await edit(cleo, type("laptop again"));
  await world.goOnline(cleo);
  await world.goOnline(phone);
  expect(await textOn(cleo)).toBe(await textOn(phone));
  for (const words of ["laptop", "phone", "laptop again"])
    expect(world.server.notesText(id)).toContain(words);
  for (const device of [cleo, phone]) {
    expect(await device.replica.outbox.count()).toBe(0);
    expect(device.engine.status.get()).toEqual({ state: "synced" });
  }
});

test("[D9] an edit that only deletes leaves the outbox when the base says so too", async () => {
  await edit(cleo, type("to be removed"));
  await world.run();
  await edit(cleo, (root) => root.delete(0, 1));
  expect(await cleo.replica.outbox.count()).toBe(1);
  await world.run();
  expect(await cleo.replica.outbox.count()).toBe(0);
  expect(world.server.notesText(id)).toBe("");
});

test("[D9] a lost receipt of notes pends no longer than the next catch-up", async () => {
  world.server.afterCommit = () => {
    world.server.afterCommit = () => {};
    world.cut(cleo);
  };
  await edit(cleo, type("once"));
  await world.advance(60_000);
  expect(await cleo.replica.outbox.count()).toBe(0);
  expect(world.server.notesText(id)).toBe("<paragraph>once</paragraph>");
});

test("many keystrokes are one push, and compaction keeps them", async () => {
  world.goOffline(cleo);
  for (const letter of "abcdefghijklmnopqrstuvwxyz") await edit(cleo, type(letter));
  await world.goOnline(cleo);
  const notes = docName("notes", id);
  expect(world.server.pushes.filter((push) => push.doc === notes)).toHaveLength(1);
  for (const letter of "abcdefghijklmnopqrstuvwxyz") {
    await edit(cleo, type(letter.toUpperCase()));
    await world.run();
  }
  expect(await cleo.replica.held.where("docs").equals(notes).count()).toBeLessThan(22);
  expect((await textOn(cleo)).length).toBe("<paragraph>x</paragraph>".length * 52);
});

test("notes written after the ticket was taken away are in the tray as words, and can be written again", async () => {
  world.goOffline(cleo);
  await edit(cleo, type("he sleeps badly"));
  await sendMessage(cleo.session, id, "See you");
  world.server.append({ id: "ada", role: "admin", status: "active" }, id, "ticket", [
    { id: crypto.randomUUID(), type: "ticket.assigned", by: "ada", at: world.clock.now, to: "cora" },
  ]);
  await world.goOnline(cleo);
  const tray = await trayItems(cleo.replica);
  const notes = tray.find((row) => row.doc === docName("notes", id));
  expect(notes).toMatchObject({ text: "he sleeps badly", reason: { rule: "notes-needs-assigned" } });
  expect(await isHeld(cleo.replica, docName("notes", id))).toBe(false);
  await expect(sendAgainFromTray(cleo.session, notes?.id ?? "")).rejects.toThrow();
  expect(await trayItems(cleo.replica)).toHaveLength(tray.length);
  world.server.append({ id: "ada", role: "admin", status: "active" }, id, "ticket", [
    { id: crypto.randomUUID(), type: "ticket.assigned", by: "ada", at: world.clock.now, to: "cleo" },
  ]);
  await world.run();
  await sendAgainFromTray(cleo.session, notes?.id ?? "");
  await world.run();
  expect(world.server.notesText(id)).toBe("<paragraph>he sleeps badly</paragraph>");
  for (const row of await trayItems(cleo.replica)) await discardFromTray(cleo.session, row.id);
  expect(await trayItems(cleo.replica)).toEqual([]);
});

test("a restored backup gets its notes back", async () => {
  await edit(cleo, type("kept"));
  await world.run();
  const restore = world.server.backup();
  await edit(cleo, type("lost by the server"));
  await world.run();
  world.goOffline(cleo);
  restore();
  await world.goOnline(cleo);
  expect(world.server.notesText(id)).toBe(
    "<paragraph>kept</paragraph><paragraph>lost by the server</paragraph>",
  );
  expect(await cleo.replica.outbox.count()).toBe(0);
});

test("[N12] an edit of notes counts once, beside a read receipt that counts for nothing, by whatever way it comes", async () => {
  await sendMessage(sam.session, id, "Hello");
  await world.run();
  world.goOffline(cleo);
  const message = await cleo.replica.chatMessages.where("ticketId").equals(id).last();
  await markSeen(cleo.session, id, message?.id ?? "");
  const editor = localDocument(cleo.session, docName("notes", id));
  const counts = async () => {
    const shown = (await cleo.replica.tickets.get(id))?.waiting;
    await cleo.replica.transaction("rw", projectionTables(cleo.replica), async () =>
      project(cleo.replica, cleo.session.me, world.clock.now, [id]),
    );
    return [shown, (await cleo.replica.tickets.get(id))?.waiting, await waitingCount(cleo.replica)];
  };
  expect(await counts()).toEqual([0, 0, 0]);
  await editor.append(appendedText(await notesUpdates(cleo.replica, id), "from the editor"));
  expect(await counts()).toEqual([1, 1, 1]);
  // Joined with the one that waits.
  await edit(cleo, type("and then"));
  expect(await counts()).toEqual([1, 1, 1]);
  await world.goOnline(cleo);
  expect(await counts()).toEqual([0, 0, 0]);
  expect(world.server.notesText(id)).toContain("from the editor");
});
