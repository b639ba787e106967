import { afterEach, beforeEach, expect, test } from "vitest";
import { docName } from "../../shared/log/doc-name.ts";
import { type Device, TestWorld } from "../sync/testing/test-world.ts";
import { act, openTicket, saveDraft, sendMessage } from "./actions.ts";
import { hasUnsent, keepOnlyUnsent } from "./keep-unsent.ts";
import { messagesOf, ticketById, trayItems } from "./reads.ts";
import { unsentText } from "./unsent-text.ts";

let world: TestWorld;
let sam: Device;
let cleo: Device;

const asked = {
  category: "stress",
  urgency: "medium",
  mode: "chat",
  title: "Zimtstern",
  description: "Marzipan",
} as const;

beforeEach(async () => {
  world = new TestWorld();
  sam = world.device(world.person("sam", "student"));
  cleo = world.device(world.person("cleo", "counselor"));
  await world.start(sam, cleo);
});

afterEach(() => world.stop());

/** Everything in every table of a replica, as text to search in. */
async function raw({ replica }: Device): Promise<string> {
  const tables = await Promise.all(replica.tables.map((table) => table.toArray()));
  return JSON.stringify(tables, (_, value: unknown) =>
    value instanceof Uint8Array ? new TextDecoder().decode(value) : value,
  );
}

test("[D18] what the server has is deleted, in every table; what it does not have stays", async () => {
  const id = await openTicket(sam.session, asked);
  await world.run();
  await act(cleo.session, id, { type: "ticket.claimed" });
  await world.run();
  await sendMessage(sam.session, id, "Lebkuchen");
  await world.run();
  expect(await raw(cleo)).toMatch(/Zimtstern.*Lebkuchen|Lebkuchen.*Zimtstern/s);
  world.goOffline(cleo);
  await sendMessage(cleo.session, id, "Not sent yet");
  await saveDraft(cleo.session, docName("chat", id), "Half a thought");
  await cleo.replica.tray.put({
    id: "t",
    ticketId: id,
    doc: docName("chat", id),
    entry: null,
    text: "Refused words",
    reason: { code: "revoked" },
    at: 1,
    title: "Zimtstern",
  });
  await cleo.engine.stop();

  await keepOnlyUnsent(cleo.replica, cleo.me, world.clock.now);

  const left = await raw(cleo);
  for (const accepted of ["Zimtstern", "Marzipan", "Lebkuchen", "sam"]) expect(left).not.toContain(accepted);
  for (const own of ["Not sent yet", "Half a thought", "Refused words"]) expect(left).toContain(own);
  expect(await hasUnsent(cleo.replica)).toBe(true);
  const { text } = await unsentText(cleo.replica);
  for (const own of ["Not sent yet", "Half a thought", "Refused words"]) expect(text).toContain(own);
});

test("[D18] the same person goes on where they were: everything comes back, and what waited is sent once", async () => {
  const id = await openTicket(sam.session, asked);
  await world.run();
  await act(cleo.session, id, { type: "ticket.claimed" });
  await world.run();
  world.goOffline(sam);
  await sendMessage(sam.session, id, "Waits");
  const offline = await openTicket(sam.session, { ...asked, title: "Second" });
  await sam.engine.stop();
  await keepOnlyUnsent(sam.replica, sam.me, world.clock.now);
  expect(await ticketById(sam.replica, offline)).toMatchObject({ title: "Second", base: null });

  sam.online = true;
  await world.start(sam);
  await world.advance(5_000);
  expect(sam.engine.status.get()).toEqual({ state: "synced" });
  expect(await ticketById(sam.replica, id)).toMatchObject({ title: "Zimtstern", waiting: 0 });
  expect((await messagesOf(cleo.replica, id)).map(({ body }) => body)).toEqual(["Waits"]);
  expect(await ticketById(cleo.replica, offline)).toMatchObject({ title: "Second" });
  expect(await trayItems(sam.replica)).toEqual([]);
});

test("[D18] nothing unsent: nothing is left to keep", async () => {
  await openTicket(sam.session, asked);
  await world.run();
  await keepOnlyUnsent(sam.replica, sam.me, world.clock.now);
  expect(await hasUnsent(sam.replica)).toBe(false);
});

test("[D19] another role: what was collected in the old one is deleted, and what waits is judged anew", async () => {
  const id = await openTicket(sam.session, asked);
  await world.run();
  expect(await ticketById(cleo.replica, id)).toMatchObject({ title: "Zimtstern" });
  await saveDraft(cleo.session, docName("chat", id), "Half a thought");
  const account = world.server.accounts.get("cleo");
  if (account === undefined) throw new Error("nobody");
  account.role = "student";
  world.close(cleo, 4403);
  await world.advance(10_000);
  expect(cleo.engine.status.get()).toEqual({ state: "synced" });
  const left = await raw(cleo);
  expect(left).not.toContain("Zimtstern");
  expect(left).toContain("Half a thought");
});
