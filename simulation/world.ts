import { TestClock } from "../client/sync/testing/test-clock.ts";
import { type Random, randomOf } from "../shared/random.arbitrary.ts";
import { campus } from "./campus.ts";
import { divergences } from "./convergence.ts";
import { Device } from "./device.ts";
import { heldInVain } from "./held-in-vain.ts";
import { leaks } from "./leaks.ts";
import { excusedBy, keptOn, losses } from "./losses.ts";
import { Network } from "./network.ts";
import { People } from "./people.ts";
import { forbidden } from "./replay.ts";
import { type Backup, Server } from "./server.ts";
import { copyOf, type TicketCopy } from "./server-copy.ts";
import { Turmoil } from "./turmoil.ts";
import { turns } from "./turns.ts";
import { Witness } from "./witness.ts";

/** Rounds of time and delivery after which everything must have come to rest. */
const healRounds = 60;

/** Devices, a server, a network and a clock, and a seed that says what happens. */
export class World {
  readonly random: Random;
  readonly clock = new TestClock(1_700_000_000_000);
  readonly witness = new Witness();
  readonly server: Server;
  readonly network: Network;
  readonly people: People;
  readonly devices: Device[] = [];
  readonly trace: string[] = [];
  readonly #cursors = new Map<string, { cursor: number; backs: number }>();
  readonly #excused = new Set<string>();
  readonly #turmoil = new Turmoil(this);
  #signIns = 0;

  constructor(seed: number, folder: string) {
    this.random = randomOf(seed);
    this.server = new Server(folder, this.clock, this.witness);
    this.network = new Network(this.random, (device) => this.server.admit(device));
    this.people = new People(this.random, this.witness);
    for (const { id, role, devices } of campus) {
      const person = this.server.directory.add(id, role);
      for (let count = 1; count <= devices; count++) {
        // Most clocks are right; some are minutes off, either way.
        const skew = this.random.oneIn(4) ? (this.random.below(20) - 10) * 60_000 : 0;
        this.devices.push(this.#device(`${id}${count}`, person.id, skew));
      }
    }
  }

  #device(name: string, personId: string, skew: number): Device {
    const person = this.server.directory.person(personId);
    if (person === null) throw new Error(`nobody is called ${personId}`);
    return new Device(name, person, skew, {
      clock: this.clock,
      random: this.random,
      openSocket: (device, handlers) => {
        const socket = this.network.open(device, handlers);
        return {
          ...socket,
          send: (bytes) => {
            this.witness.pushed(device.name, bytes);
            socket.send(bytes);
          },
        };
      },
      probe: (device) => {
        if (!this.server.up || !device.online) return "unreachable";
        if (device.signInId === null) return "signed-out";
        return this.server.directory.person(device.personId)?.status === "active" ? "ok" : "inactive";
      },
      onError: (device, error) => {
        const what = error instanceof Error ? error.stack : String(error);
        this.witness.wrong.push(`${device.name}'s engine threw: ${what}`);
      },
    });
  }

  async begin(): Promise<void> {
    await this.server.start();
    for (const device of this.devices) device.engine.start();
    await this.settle();
  }

  /** One thing happens. */
  async step(): Promise<void> {
    const what = await this.#turmoil.next();
    if (what !== null) this.trace.push(what);
    // Now and then the next thing happens while this one is still being stored.
    if (this.random.oneIn(5)) await turns(this.random.below(4));
    else await this.settle();
    await this.#watchCursors();
  }

  /** Time goes on, and what is due is done. */
  async pass(ms: number): Promise<void> {
    const until = this.clock.now + ms;
    while (this.clock.runNext(until)) await this.settle();
    this.clock.now = until;
  }

  signOut(device: Device): void {
    const { signInId } = device;
    device.signInId = null;
    if (signInId !== null) this.server.directory.signOut(signInId);
  }

  signIn(personId: string): void {
    for (const device of this.devicesOf(personId)) {
      device.signInId ??= `${device.name}-${++this.#signIns}`;
      device.engine.start();
    }
  }

  kill(): void {
    this.witness.tally.count("server kill");
    this.server.kill();
    this.network.cutAll();
  }

  async restore(backup: Backup): Promise<void> {
    this.witness.tally.count("restore");
    this.kill();
    await this.settle();
    const kept = await Promise.all(this.devices.map(keptOn));
    await this.server.start();
    const before = await this.#copies();
    this.server.restore(backup);
    await this.server.start();
    const after = await this.#copies();
    for (const each of excusedBy(this.witness, kept, before, after)) this.#excused.add(each);
  }

  /** Everything that fails works again, all but a few come back, and all comes to rest. */
  async heal(): Promise<void> {
    this.server.diskFull = false;
    if (!this.server.up) await this.server.start();
    for (const device of this.devices) device.online = true;
    for (const { id } of campus) {
      const suspended = this.server.directory.person(id)?.status === "suspended";
      if (suspended && this.random.oneIn(2)) continue;
      if (suspended) this.server.directory.change(id, { status: "active" });
      if (!this.random.oneIn(6)) this.signIn(id);
    }
    for (const device of this.devices) {
      await device.engine.settled();
      device.engine.start();
    }
    for (let round = 0; round < healRounds; round++) {
      while (this.network.deliverRound()) await this.settle();
      if (round > 2 && this.#expected().every((device) => device.synced)) return;
      if (round === 2) this.network.reap();
      // Who is told only now that an earlier sign-in ended signs in again.
      for (const device of this.#expected()) device.engine.start();
      await this.pass(10_000);
    }
    const states = this.#expected().map((device) => [device.name, device.engine.status.get()]);
    throw new Error(`it does not come to rest: ${JSON.stringify(states)}`);
  }

  /** What is wrong when all is at rest; empty when nothing is. */
  async wrong(): Promise<string[]> {
    const { witness, server } = this;
    const now = this.clock.now;
    const copies = await this.#copies();
    const synced = this.#expected();
    const wrong = [...witness.wrong];
    for (const device of synced) {
      const person = server.directory.person(device.personId);
      if (person === null) continue;
      wrong.push(...(await divergences(device, person, copies, now)));
      wrong.push(...(await leaks(device, person, copies, witness, now)));
    }
    const kept = await Promise.all(this.devices.map(keptOn));
    wrong.push(...losses(witness, copies, kept, new Set(synced), this.#excused));
    wrong.push(...forbidden(witness, copies));
    wrong.push(...heldInVain(copies, server.directory.person));
    this.witness.tally.count("cut", this.network.cuts);
    for (const { tray } of kept) this.witness.tally.count("tray", tray.size);
    for (const { logs } of copies.values())
      this.witness.tally.count("entries", logs.ticket.length + logs.request.length + logs.chat.length);
    return wrong;
  }

  async end(): Promise<void> {
    for (const device of this.devices) await device.close();
    this.network.cutAll();
    this.server.kill();
  }

  /** Everything delivered is stored, judged, committed and answered. */
  async settle(): Promise<void> {
    for (let round = 0; round < 2; round++) {
      for (const device of this.devices) await device.engine.settled();
      await this.server.idle();
      await turns(2);
    }
    this.witness.stepBegan = this.witness.seq;
  }

  /** [X6] A device's cursor goes on, unless the server has told it to begin anew. */
  async #watchCursors(): Promise<void> {
    const { name, replica } = this.anyDevice();
    const row = await replica.meta.get("cursor");
    const cursor = row?.key === "cursor" ? row.value : 0;
    const { cursor: before, backs } = this.#cursors.get(name) ?? { cursor: 0, backs: 0 };
    const back = cursor < before;
    // Told, and done when the device gets to it: there are never more ways back than resets.
    if (back && backs >= (this.witness.resets.get(name) ?? 0))
      this.witness.wrong.push(`${name} went from cursor ${before} back to ${cursor}`);
    this.#cursors.set(name, { cursor, backs: backs + (back ? 1 : 0) });
  }

  #copies(): Promise<Map<string, TicketCopy>> {
    return copyOf(this.server.desk.store, this.ticketIds());
  }

  ticketIds(): string[] {
    return [
      ...new Set(
        [...this.witness.words.values()].flatMap((docs) =>
          [...docs].map((doc) => doc.slice(doc.indexOf("/") + 1)),
        ),
      ),
    ];
  }

  /** The devices that have no excuse: their person is active and signed in. */
  #expected(): Device[] {
    return this.devices.filter(
      (device) =>
        device.signInId !== null && this.server.directory.person(device.personId)?.status === "active",
    );
  }

  devicesOf(personId: string): Device[] {
    return this.devices.filter((device) => device.personId === personId);
  }

  anyDevice(): Device {
    const [first, ...others] = this.devices;
    if (first === undefined) throw new Error("there are devices");
    return this.random.pick([first, ...others]);
  }
}
