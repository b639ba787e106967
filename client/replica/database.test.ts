import { Dexie } from "dexie";
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { expect, test } from "vitest";
import { encodeAppend } from "../../shared/log/append.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { heldDocs, updatesOf } from "./base.ts";
import { openReplica } from "./database.ts";
import { logsOfTicket } from "./load.ts";
import type { Me } from "./me.ts";
import { messagesOf } from "./reads.ts";
import { ticketIdsIn } from "./views.ts";

const me: Me = { id: "cleo", name: "Cleo", role: "counselor", email: "", status: "active" };
const ticketId = "6f1c2f0e-5a53-4c1b-9d5e-0d3a1f6b7c10";
const opened = {
  id: "6f1c2f0e-5a53-4c1b-9d5e-0d3a1f6b7c11",
  type: "ticket.opened",
  by: "sam",
  at: 10,
  category: "other",
  urgency: "low",
  mode: "chat",
};

test("[D11] an app that is newer takes over everything that an earlier one kept on the device", async () => {
  const options = { indexedDB: new IDBFactory(), IDBKeyRange };
  const before = new Dexie("alcove-cleo", options);
  before.version(3).stores({
    updates: "++id, doc",
    docs: "name, ticketId",
    outbox: "++order, &id, ticketId, doc",
    tray: "id, ticketId, at",
    tickets: "id, status, [assigned+status], assigned, student, urgencyRank",
    messages: "id, ticketId",
    people: "id, role",
    drafts: "key",
    blobs: "key, doc",
    resend: "++order, &id",
    meta: "key",
    transfers: "key, doc",
    notices: "id, at",
  });
  const ticket = docName("ticket", ticketId);
  const update = encodeAppend({ client: 1, clock: 0 }, null, [opened]);
  await before.table("updates").add({ doc: ticket, bytes: update });
  await before.table("docs").bulkAdd([
    { name: ticket, ticketId, kind: "ticket", tail: { client: 1, clock: 0 } },
    { name: docName("request", ticketId), ticketId, kind: "request", tail: null },
  ]);
  const state = { id: ticketId, status: "open", urgency: "low", openedAt: 10, endedAt: null };
  await before.table("tickets").add({ id: ticketId, status: "open", assigned: "", state });
  await before.table("outbox").add({ id: "1", ticketId, doc: ticket, state: "waiting" });
  await before.table("messages").add({ id: "3", ticketId, position: 0, body: "said before" });
  await before.table("tray").add({ id: "2", ticketId, at: 1 });
  await before.table("drafts").add({ key: docName("chat", ticketId), text: "half a thought", at: 1 });
  await before.table("meta").add({ key: "cursor", value: 41 });
  before.close();

  const replica = openReplica("cleo", options);
  expect(await heldDocs(replica)).toEqual(new Set([ticket, docName("request", ticketId)]));
  expect(await updatesOf(replica, ticket)).toEqual([update]);
  expect((await logsOfTicket(replica, ticketId)).ticket).toEqual([opened]);
  expect(await ticketIdsIn(replica, me, "unclaimed")).toEqual([ticketId]);
  expect(await replica.outbox.toArray()).toMatchObject([{ id: "1" }]);
  expect(await replica.tray.count()).toBe(1);
  expect(await messagesOf(replica, ticketId)).toMatchObject([{ id: "3", body: "said before" }]);
  expect(await replica.drafts.toArray()).toMatchObject([{ text: "half a thought" }]);
  expect(await replica.meta.toArray()).toEqual([{ key: "cursor", value: 41 }]);
  expect(replica.tables.map((table) => table.name)).not.toContain("updates");
  replica.close();
});

test("[R13] what waits keeps its order and its words when the schema of the first version is changed under it", async () => {
  const options = { indexedDB: new IDBFactory(), IDBKeyRange };
  const first = new Dexie("alcove-ana", options);
  first.version(1).stores({
    updates: "++id, doc",
    docs: "name, ticketId",
    outbox: "++order, &id, ticketId, doc",
    tray: "id, ticketId, at",
    tickets: "id, status, [assigned+status], assigned, student, urgencyRank",
    drafts: "key",
  });
  const row = {
    ticketId: "t",
    doc: "chat/t",
    kind: "chat",
    entry: null,
    update: null,
    state: "waiting",
    at: 1,
  };
  await first.table("outbox").bulkAdd([
    { ...row, id: "1" },
    { ...row, id: "2" },
  ]);
  await first.table("drafts").add({ key: "ask", text: "Please help", at: 1 });
  first.close();

  const now = openReplica("ana", options);
  expect((await now.outbox.toArray()).map(({ id, order }) => [id, order])).toEqual([
    ["1", 1],
    ["2", 2],
  ]);
  expect(await now.drafts.get("ask")).toMatchObject({ text: "Please help" });
  expect(await now.notices.count()).toBe(0);
  now.close();
});
