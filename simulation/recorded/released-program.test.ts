import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as Y from "yjs";
import type { Role } from "../../shared/policy/roles.ts";
import { appendEntry } from "../../sync-server/sync/server-entries.ts";
import { Network } from "../network.ts";
import { turns } from "../turns.ts";
import * as today from "./program.ts";
import { type Program, releasedProgram } from "./released.ts";

let released: Program;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "alcove-released-desk-"));
  released = await releasedProgram();
  expect(released.Server).not.toBe(today.Server);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Device = InstanceType<Program["Device"]>;

/** A server of one program with devices of any, on one clock and one network. */
class Desk {
  readonly clock = new today.TestClock(1_795_000_000_000);
  readonly witness: InstanceType<Program["Witness"]>;
  readonly server: InstanceType<Program["Server"]>;
  readonly devices: Device[] = [];
  readonly errors: unknown[] = [];
  readonly #random = today.randomOf(1);
  readonly #versions = new Map<Device, "alcove.1" | "alcove.2">();
  readonly #network = new Network(this.#random, (device) =>
    this.server.admit(device, this.#versions.get(device) ?? "alcove.1"),
  );

  constructor(program: Program) {
    this.witness = new program.Witness();
    this.server = new program.Server(folder, this.clock, this.witness);
  }

  device(program: Program, id: string, role: Role): Device {
    const person = this.server.directory.add(id, role);
    const device = new program.Device(id, person, 0, {
      clock: this.clock,
      random: this.#random,
      openSocket: (each, handlers) => this.#network.open(each, handlers),
      probe: () => (this.server.up ? "ok" : "unreachable"),
      onError: (_, error) => void this.errors.push(error),
    });
    this.devices.push(device);
    // The server speaks the newest version that both know.
    this.#versions.set(
      device,
      program === today && this.server instanceof today.Server ? "alcove.2" : "alcove.1",
    );
    return device;
  }

  async settle(): Promise<void> {
    do {
      for (let round = 0; round < 3; round++) {
        for (const device of this.devices) await device.engine.settled();
        await this.server.idle();
        await turns(2);
      }
    } while (this.#network.deliverRound());
  }

  cut(device: Device): void {
    device.online = false;
    this.#network.cut(device);
  }

  /** Ten seconds pass, and whoever is online connects. */
  async pass(): Promise<void> {
    const until = this.clock.now + 10_000;
    while (this.clock.runNext(until)) {
      // Servers count whole milliseconds.
      this.clock.now = Math.ceil(this.clock.now);
      await this.settle();
    }
    this.clock.now = until;
    await this.settle();
  }

  async end(): Promise<void> {
    for (const device of this.devices) await device.close();
    this.server.kill();
    expect(this.errors).toEqual([]);
    expect(this.witness.wrong).toEqual([]);
  }
}

test.each([
  { device: "the released device", server: "today's server" },
  { device: "today's device", server: "the released server" },
  { device: "a released and a new device", server: "today's server" },
])("[W15] $device works with $server: what is written on either arrives, offline or not", async (pair) => {
  const desk = new Desk(pair.server === "today's server" ? today : released);
  const samRuns = pair.device === "today's device" ? today : released;
  const cleoRuns = pair.device === "the released device" ? released : today;
  const sam = desk.device(samRuns, "sam", "student");
  const cleo = desk.device(cleoRuns, "cleo", "counselor");
  await desk.server.start();
  for (const device of desk.devices) device.engine.start();
  await desk.settle();

  const id = await samRuns.openTicket(sam.session, {
    category: "academic",
    urgency: "low",
    mode: "chat",
    title: "Title",
    description: "Description",
  });
  await desk.settle();
  await cleoRuns.act(cleo.session, id, { type: "ticket.claimed" });
  await desk.settle();
  await cleoRuns.sendMessage(cleo.session, id, "Hello");
  await cleoRuns.writeNotes(cleo.session, id, notesOf("Noted"));
  await desk.settle();

  // An offline day of both: edits of one log that meet, messages, and an entry of this release only.
  for (const device of desk.devices) desk.cut(device);
  await samRuns.act(sam.session, id, { type: "ticket.edited", category: "stress" });
  await samRuns.sendMessage(sam.session, id, "Offline");
  await samRuns.editRequest(sam.session, id, { title: "Another title" });
  await cleoRuns.act(cleo.session, id, { type: "ticket.triaged", urgency: "high" });
  await cleoRuns.sendMessage(cleo.session, id, "Offline too");
  if (desk.server instanceof today.Server) {
    const outcome = await appendEntry(desk.server.desk, {
      doc: `ticket/${id}`,
      draft: { type: "account.recovered", person: "sam" },
      id: crypto.randomUUID(),
      by: "system",
    });
    expect(outcome.status).toBe("accepted");
  }
  for (const device of desk.devices) device.online = true;
  for (let round = 0; round < 8; round++) await desk.pass();

  for (const device of desk.devices) {
    expect(device.engine.status.get(), device.name).toMatchObject({ state: "synced" });
    expect(await device.replica.outbox.count(), device.name).toBe(0);
    expect(await device.replica.tray.count(), device.name).toBe(0);
    const row = await device.replica.tickets.get(id);
    expect(row, device.name).toMatchObject({
      title: "Another title",
      state: { status: "claimed", urgency: "high", category: "stress" },
    });
    const said = (await device.replica.chatMessages.toArray()).map((each) => JSON.stringify(each));
    for (const body of ["Hello", "Offline", "Offline too"]) {
      expect(
        said.some((text) => text.includes(`"${body}"`)),
        `${body} on ${device.name}`,
      ).toBe(true);
    }
  }
  const notes = new Y.Doc();
  for (const update of await cleoRuns.notesUpdates(cleo.replica, id)) Y.applyUpdate(notes, update);
  expect(notes.getXmlFragment("notes").toString()).toBe("<paragraph>Noted</paragraph>");
  await desk.end();
});

function notesOf(words: string): Uint8Array {
  const doc = new Y.Doc();
  const paragraph = new Y.XmlElement("paragraph");
  paragraph.insert(0, [new Y.XmlText(words)]);
  doc.getXmlFragment("notes").insert(0, [paragraph]);
  return Y.encodeStateAsUpdate(doc);
}
