import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { encodeAppend } from "../../shared/log/append.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { subprotocol, subprotocols } from "../../shared/protocol/version.ts";
import { type SignedIn, startDesk, type TestDesk } from "../sync/test-desk.ts";

let desk: TestDesk;
let sam: SignedIn;
beforeAll(async () => {
  desk = await startDesk();
  sam = await desk.add("student");
});
afterAll(async () => {
  expect(desk.errors).toEqual([]);
  await desk.stop();
});

test.each([
  ["an older one", "alcove.0"],
  ["one that does not exist yet", "alcove.9"],
  ["another program's", "graphql-ws"],
  ["none", ""],
])(
  "[R9] a device that speaks %s is told so (4426) by a socket that takes nothing from it and gives it nothing",
  async (_, protocol) => {
    const { seq } = await desk.context.desk.store.identity();
    const old = await desk.connect(sam, { greet: false, protocol });
    await old.opened();
    // It does not wait for an answer: what it has is a copy of what stays in its outbox.
    old.hello();
    const id = crypto.randomUUID();
    const opened = old.entry({ type: "ticket.opened", category: "stress", urgency: "low", mode: "chat" });
    const update = encodeAppend({ client: 1, clock: 0 }, null, [opened]);
    old.say(docName("ticket", id), { type: "update", update });
    expect(await old.ended()).toEqual({ code: 4426, reason: "client-too-old" });
    expect(old.came).toEqual([]);
    expect((await desk.context.desk.store.identity()).seq).toBe(seq);
    expect(await desk.context.desk.writer.head(docName("ticket", id))).toBeNull();
    // Updated, it sends the same entry and it is accepted once.
    const updated = await desk.connect(sam);
    expect(await updated.push(docName("ticket", id), [opened])).toMatchObject({ status: "accepted" });
    await updated.holds(docName("ticket", id), opened.id);
    expect(updated.entries(docName("ticket", id))).toHaveLength(1);
    updated.cut();
  },
);

test.each(subprotocols)("[W8] a device that speaks %s only is served in it", async (protocol) => {
  const device = await desk.connect(sam, { protocol });
  expect(device.socket.protocol).toBe(protocol);
  const ticket = docName("ticket", crypto.randomUUID());
  const opened = device.entry({ type: "ticket.opened", category: "stress", urgency: "low", mode: "chat" });
  expect(await device.push(ticket, [opened])).toMatchObject({ status: "accepted" });
  await device.holds(ticket, opened.id);
  const said = JSON.stringify(device.came.filter((each) => "control" in each));
  expect(said.includes("entries")).toBe(protocol === "alcove.2");
  expect(said.includes("notesSchema")).toBe(protocol === "alcove.2");
  device.cut();
});

test("[R9] whoever also speaks this version is answered in it", async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${desk.port}/sync`, ["alcove.9", subprotocol], {
    headers: sam.headers,
  });
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  expect(socket.protocol).toBe(subprotocol);
  socket.terminate();
});
