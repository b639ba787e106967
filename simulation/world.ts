import { TestClock } from "../client/sync/testing/test-clock.ts";
import type { EntryOf } from "../shared/entries/entry.ts";
import { docName } from "../shared/log/doc-name.ts";
import { accessHours } from "../shared/policy/may-append.ts";
import type { Role } from "../shared/policy/roles.ts";
import { type Random, randomOf } from "../shared/random.arbitrary.ts";
import { Problem } from "../sync-server/http/problem.ts";
import { createCaseload } from "../sync-server/sync/caseload.ts";
import { appendEntry } from "../sync-server/sync/server-entries.ts";
import { divergences } from "./convergence.ts";
import { Device } from "./device.ts";
import { leaks } from "./leaks.ts";
import { excusedBy, keptOn, losses } from "./losses.ts";
import { Network } from "./network.ts";
import { People } from "./people.ts";
import { forbidden } from "./replay.ts";
import { type Backup, Server } from "./server.ts";
import { copyOf, type TicketCopy } from "./server-copy.ts";
import { Witness } from "./witness.ts";

const hourMs = 3_600_000;
/** Who there is, and on how many devices. */
const campus: readonly { id: string; role: Role; devices: number }[] = [
  { id: "sam", role: "student", devices: 2 },
  { id: "sue", role: "student", devices: 1 },
  { id: "cleo", role: "counselor", devices: 2 },
  { id: "carl", role: "counselor", devices: 1 },
  { id: "cora", role: "counselor", devices: 1 },
  { id: "ada", role: "admin", devices: 1 },
];
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
  readonly #cursors = new Map<string, number>();
  readonly #excused = new Set<string>();
  #backup: Backup | null = null;
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
    });
  }

  async begin(): Promise<void> {
    await this.server.start();
    for (const device of this.devices) device.engine.start();
    await this.settle();
  }

  /** One thing happens. */
  async step(): Promise<void> {
    const what = await this.#happen();
    if (what !== null) this.trace.push(what);
    // Now and then the next thing happens while this one is still being stored.
    if (this.random.oneIn(5)) await turns(this.random.below(4));
    else await this.settle();
    await this.#watchCursors();
  }

  async #happen(): Promise<string | null> {
    const chance = this.random.below(1_000);
    if (chance < 380) return this.#act();
    if (chance < 720) {
      this.network.deliverSome(1 + this.random.below(4));
      return null;
    }
    if (chance < 830) return this.#flush();
    if (chance < 880) return this.#pass(this.random.pick([10, 100, 1_000, 5_000, 20_000]));
    if (chance < 920) return this.#breakNetwork();
    if (chance < 945) return this.#crashTab();
    if (chance < 975) return this.#changeAccount();
    if (chance < 990) return this.#serverActs();
    return this.#breakServer();
  }

  async #act(): Promise<string> {
    const device = this.#anyDevice();
    return `${device.name} ${await this.people.actOn(device)}`;
  }

  async #flush(): Promise<string> {
    for (let round = 0; round < 12 && this.network.deliverRound(); round++) await this.settle();
    return "the network delivers";
  }

  async #pass(ms: number): Promise<string> {
    const until = this.clock.now + ms;
    while (this.clock.runNext(until)) await this.settle();
    this.clock.now = until;
    return `${ms} ms pass`;
  }

  #breakNetwork(): string {
    const device = this.#anyDevice();
    if (!device.online) {
      device.online = true;
      device.engine.wake();
      return `${device.name} comes online`;
    }
    if (this.random.oneIn(3)) {
      this.network.reap();
      return "the server reaps half-open sockets";
    }
    device.online = this.random.oneIn(3);
    this.network.cut(device);
    return `${device.name} is cut off${device.online ? "" : " and stays offline"}`;
  }

  async #crashTab(): Promise<string> {
    const device = this.#anyDevice();
    if (this.random.oneIn(3)) {
      await device.engine.stop();
      device.engine.start();
      return `${device.name} stops and starts`;
    }
    this.#crash(device);
    return `${device.name} crashes`;
  }

  #crash(device: Device): void {
    this.witness.tally.count("tab crash");
    device.crash();
    this.network.abandon(device);
    device.engine.start();
  }

  async #changeAccount(): Promise<string> {
    const { directory } = this.server;
    const { id, role } = this.random.pick(
      [campus[0], ...campus.slice(1)].filter((each) => each !== undefined) as [
        (typeof campus)[number],
        ...(typeof campus)[number][],
      ],
    );
    const person = directory.person(id);
    if (person === null || !this.server.up) return "nothing changes";
    if (person.status === "suspended") {
      directory.change(id, { status: "active" });
      if (this.random.oneIn(2)) this.#signIn(id);
      return `${id} is reactivated`;
    }
    if (this.random.oneIn(5)) {
      const device = this.devices.find((each) => each.personId === id && each.signInId !== null);
      if (device?.signInId == null) {
        this.#signIn(id);
        return `${id} signs in`;
      }
      this.#signOut(device);
      return `${device.name} is signed out`;
    }
    if (role === "counselor" && this.random.oneIn(2)) await this.#handOverCaseload(id);
    if (this.random.oneIn(3)) {
      this.witness.tally.count("suspension");
      if (this.random.oneIn(2)) for (const device of this.#devicesOf(id)) this.#signOut(device);
      directory.change(id, { status: "suspended" });
      return `${id} is suspended`;
    }
    if (this.random.oneIn(4)) {
      directory.change(id, { name: `Name of ${id} ${++this.#signIns}` });
      return `${id} is renamed`;
    }
    this.witness.tally.count("role change");
    const next: Role = person.role === role ? this.random.pick(["student", "counselor", "admin"]) : role;
    directory.change(id, { role: next });
    return `${id} is a ${next} now`;
  }

  async #handOverCaseload(id: string): Promise<void> {
    const by = this.server.directory.person("ada");
    const to = this.random.oneIn(2) ? null : this.random.pick(["cleo", "carl", "cora"]);
    if (by === null || to === id) return;
    const moved = createCaseload(this.server.desk).handOver(id, to, by);
    await moved.then(
      () => this.witness.tally.count("caseload moved"),
      (error: unknown) => {
        // An admin who is suspended, or a counselor who is none any more: the route says so.
        if (!(error instanceof Problem)) throw error;
      },
    );
  }

  #signOut(device: Device): void {
    const { signInId } = device;
    device.signInId = null;
    if (signInId !== null) this.server.directory.signOut(signInId);
  }

  #signIn(personId: string): void {
    for (const device of this.#devicesOf(personId)) {
      device.signInId ??= `${device.name}-${++this.#signIns}`;
      device.engine.start();
    }
  }

  /** What the server does by itself, or on another route. */
  async #serverActs(): Promise<string> {
    const tickets = this.#ticketIds();
    const id = tickets[this.random.below(tickets.length)];
    if (!this.server.up || id === undefined) return "the server does nothing";
    const { desk } = this.server;
    const ticket = docName("ticket", id);
    if (this.random.oneIn(3)) {
      const doc = docName(this.random.pick(["ticket", "request", "chat", "notes"]), id);
      await desk.writer.compact(doc);
      this.witness.tally.count("compaction");
      return `${doc} is compacted`;
    }
    if (this.random.oneIn(2)) {
      const until = this.clock.now + this.random.pick([10_000, hourMs, accessHours * hourMs]);
      const outcome = await appendEntry<EntryOf<"access.opened">>(desk, {
        doc: ticket,
        by: "ada",
        draft: { type: "access.opened", until },
        id: crypto.randomUUID(),
        proved: true,
      });
      this.witness.tally.count(`emergency access ${outcome.status}`);
      return `ada opens emergency access to ${id}: ${outcome.status}`;
    }
    const sessionId = (await desk.writer.head(ticket))?.ticket?.session?.sessionId;
    if (sessionId === undefined) return "the server has no link to make";
    const outcome = await appendEntry<EntryOf<"session.linked">>(desk, {
      doc: docName("chat", id),
      by: "system",
      draft: { type: "session.linked", sessionId, url: "https://meet.example/made", provider: "jitsi" },
      id: crypto.randomUUID(),
    });
    this.witness.tally.count(`system link ${outcome.status}`);
    return `the server links a session of ${id}: ${outcome.status}`;
  }

  async #breakServer(): Promise<string> {
    if (!this.server.up) {
      await this.server.start();
      return "the server starts";
    }
    switch (this.random.below(6)) {
      case 0:
        this.server.diskFull = !this.server.diskFull;
        return this.server.diskFull ? "the disk is full" : "the disk has room";
      case 1:
        await this.settle();
        this.#backup = this.server.backup();
        return "a backup is made";
      case 2:
        if (this.#backup === null) return "there is no backup";
        await this.#restore(this.#backup);
        return "a backup is restored";
      case 3:
        await this.server.stop();
        this.witness.tally.count("server stop");
        await this.server.start();
        return "the server restarts";
      case 4:
        return this.#sleep(this.random.oneIn(3) ? 31 * 24 * hourMs : 25 * hourMs);
      default: {
        // Killed while it judges what has just come.
        this.network.deliverRound();
        await turns(this.random.below(4));
        this.#kill();
        if (this.random.oneIn(2)) await this.server.start();
        return "the server is killed";
      }
    }
  }

  #kill(): void {
    this.witness.tally.count("server kill");
    this.server.kill();
    this.network.cutAll();
  }

  /** Time goes on without anybody looking: what was due runs late. */
  async #sleep(ms: number): Promise<string> {
    this.clock.now += ms;
    return this.#pass(5_000);
  }

  async #restore(backup: Backup): Promise<void> {
    this.witness.tally.count("restore");
    this.#kill();
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
      if (!this.random.oneIn(6)) this.#signIn(id);
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
      await this.#pass(10_000);
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

  /** [X6] A device's cursor goes on, or to the beginning. */
  async #watchCursors(): Promise<void> {
    const device = this.#anyDevice();
    const row = await device.replica.meta.get("cursor");
    const cursor = row?.key === "cursor" ? row.value : 0;
    const before = this.#cursors.get(device.name) ?? 0;
    if (cursor < before && this.witness.tally.of("reset") === 0)
      this.witness.wrong.push(`${device.name} went from cursor ${before} back to ${cursor}`);
    this.#cursors.set(device.name, cursor);
  }

  #copies(): Promise<Map<string, TicketCopy>> {
    return copyOf(this.server.desk.store, this.#ticketIds());
  }

  #ticketIds(): string[] {
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

  #devicesOf(personId: string): Device[] {
    return this.devices.filter((device) => device.personId === personId);
  }

  #anyDevice(): Device {
    const [first, ...others] = this.devices;
    if (first === undefined) throw new Error("there are devices");
    return this.random.pick([first, ...others]);
  }
}

/** So many turns of the event loop. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
