import { expect, test } from "vitest";
import { docName } from "../../shared/log/doc-name.ts";
import { act, openTicket, sendMessage } from "../replica/actions.ts";
import { messagesOf, ticketById, trayItems } from "../replica/reads.ts";
import { type Device, TestWorld } from "./testing/test-world.ts";

const asked = { category: "stress", urgency: "low", mode: "chat", title: "T", description: "D" } as const;

/** A student and a counselor with a conversation; `body` works with them, then everything must agree. */
async function inWorld(body: (world: TestWorld, sam: Device, cleo: Device, id: string) => Promise<void>) {
  const world = new TestWorld();
  const sam = world.device(world.person("sam", "student"));
  const cleo = world.device(world.person("cleo", "counselor"));
  await world.start(sam, cleo);
  const id = await openTicket(sam.session, asked);
  await world.run();
  await act(cleo.session, id, { type: "ticket.claimed" });
  await world.run();
  await body(world, sam, cleo, id);
  await world.stop();
}

/** Delivers message by message and dies after `steps` of them. */
async function dieAfter(world: TestWorld, device: Device, steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) {
    await device.engine.settled();
    world.step(device);
  }
  await world.crash(device);
  await world.start(device);
  await world.advance(60_000);
}

test.each(Array.from({ length: 14 }, (_, steps) => steps))(
  "[D4] the app dies %i messages into sending: nothing is lost and nothing is there twice",
  async (steps) => {
    await inWorld(async (world, sam, cleo, id) => {
      world.goOffline(cleo);
      for (const body of ["one", "two", "three"]) await sendMessage(cleo.session, id, body);
      await act(cleo.session, id, { type: "ticket.triaged", urgency: "high" });
      cleo.online = true;
      await world.crash(cleo);
      await cleo.engine.settled();
      cleo.engine.start();
      await dieAfter(world, cleo, steps);
      for (const device of [sam, cleo]) {
        expect((await messagesOf(device.replica, id)).map((message) => message.body)).toEqual([
          "one",
          "two",
          "three",
        ]);
        expect(await ticketById(device.replica, id)).toMatchObject({ urgencyRank: 2, waiting: 0 });
      }
      expect(world.server.entries(docName("chat", id))).toHaveLength(3);
      expect(await trayItems(cleo.replica)).toEqual([]);
    });
  },
);

test.each(Array.from({ length: 8 }, (_, steps) => steps))(
  "the app dies %i messages into a first catch-up: the next one completes it",
  async (steps) => {
    await inWorld(async (world, sam, _, id) => {
      await sendMessage(sam.session, id, "hello");
      await world.run();
      const second = world.device({ id: "cleo", name: "cleo", role: "counselor", status: "active" });
      second.engine.start();
      await dieAfter(world, second, steps);
      expect(await messagesOf(second.replica, id)).toHaveLength(1);
      expect(second.engine.status.get()).toEqual({ state: "synced" });
    });
  },
);

test("two devices of one person converge", async () => {
  await inWorld(async (world, _, cleo, id) => {
    const second = world.device({ id: "cleo", name: "cleo", role: "counselor", status: "active" });
    await world.start(second);
    world.goOffline(cleo);
    await sendMessage(cleo.session, id, "from the laptop");
    await sendMessage(second.session, id, "from the phone");
    await world.goOnline(cleo);
    const read = async (device: Device) =>
      (await messagesOf(device.replica, id)).map((message) => message.body);
    expect(await read(cleo)).toEqual(await read(second));
    expect(await read(cleo)).toHaveLength(2);
  });
});
