import type { EntryOf } from "../shared/entries/entry.ts";
import { docName } from "../shared/log/doc-name.ts";
import { accessHours } from "../shared/policy/may-append.ts";
import type { Role } from "../shared/policy/roles.ts";
import { Problem } from "../sync-server/http/problem.ts";
import { createCaseload } from "../sync-server/sync/caseload.ts";
import { appendEntry } from "../sync-server/sync/server-entries.ts";
import { campus } from "./campus.ts";
import type { Device } from "./device.ts";
import { commitNewerNotes } from "./newer-notes.ts";
import type { Backup } from "./server.ts";
import { turns } from "./turns.ts";
import type { World } from "./world.ts";

const hourMs = 3_600_000;
/** Each time that so many devices have gone offline, the clock of the last begins again at 1970. */
const resetEvery = 3;

/** What happens next: people act, the network delivers, time passes, and everything that can break breaks. */
export class Turmoil {
  readonly #world: World;
  #backup: Backup | null = null;
  #renamed = 0;
  #offline = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** The next thing; null for one not worth telling. */
  async next(): Promise<string | null> {
    const chance = this.#world.random.below(1_000);
    if (chance < 380) return this.#act();
    if (chance < 690) {
      this.#world.network.deliverSome(1 + this.#world.random.below(4));
      return null;
    }
    if (chance < 790) return this.#flush();
    if (chance < 840) return this.#pass(this.#world.random.pick([10, 100, 1_000, 5_000, 20_000]));
    if (chance < 880) return this.#breakNetwork();
    if (chance < 910) return this.#crashTab();
    if (chance < 942) return this.#changeAccount();
    if (chance < 970) return this.#serverActs();
    return this.#breakServer();
  }

  async #act(): Promise<string> {
    const device = this.#world.anyDevice();
    return `${device.name} ${await this.#world.people.actOn(device)}`;
  }

  async #flush(): Promise<string> {
    for (let round = 0; round < 12 && this.#world.network.deliverRound(); round++) await this.#world.settle();
    return "the network delivers";
  }

  async #pass(ms: number): Promise<string> {
    await this.#world.pass(ms);
    return `${ms} ms pass`;
  }

  #breakNetwork(): string {
    const device = this.#world.anyDevice();
    if (!device.online) {
      device.online = true;
      device.engine.wake();
      return `${device.name} comes online`;
    }
    if (this.#world.random.oneIn(3)) {
      this.#world.network.reap();
      return "the server reaps half-open sockets";
    }
    device.online = this.#world.random.oneIn(3);
    this.#world.network.cut(device);
    if (device.online) return `${device.name} is cut off`;
    if (++this.#offline % resetEvery > 0) return `${device.name} is cut off and stays offline`;
    device.resetClock();
    this.#world.witness.tally.count("clock reset");
    return `${device.name} is cut off, stays offline and its clock is reset`;
  }

  async #crashTab(): Promise<string> {
    const device = this.#world.anyDevice();
    if (this.#world.random.oneIn(3)) {
      await device.engine.stop();
      device.engine.start();
      return `${device.name} stops and starts`;
    }
    this.#crash(device);
    return `${device.name} crashes`;
  }

  #crash(device: Device): void {
    this.#world.witness.tally.count("tab crash");
    device.crash();
    device.learnTime();
    this.#world.network.abandon(device);
    device.engine.start();
  }

  async #changeAccount(): Promise<string> {
    const { directory } = this.#world.server;
    const { id, role } = this.#world.random.pick(campus);
    const person = directory.person(id);
    if (person === null || !this.#world.server.up) return "nothing changes";
    if (person.status === "suspended") {
      directory.change(id, { status: "active" });
      if (this.#world.random.oneIn(2)) this.#world.signIn(id);
      return `${id} is reactivated`;
    }
    if (this.#world.random.oneIn(5)) {
      const device = this.#world.devices.find((each) => each.personId === id && each.signInId !== null);
      if (device?.signInId == null) {
        this.#world.signIn(id);
        return `${id} signs in`;
      }
      this.#world.signOut(device);
      return `${device.name} is signed out`;
    }
    if (role === "counselor" && this.#world.random.oneIn(2)) await this.#handOverCaseload(id);
    if (this.#world.random.oneIn(3)) {
      this.#world.witness.tally.count("suspension");
      if (this.#world.random.oneIn(2))
        for (const device of this.#world.devicesOf(id)) this.#world.signOut(device);
      directory.change(id, { status: "suspended" });
      return `${id} is suspended`;
    }
    if (this.#world.random.oneIn(4)) {
      directory.change(id, { name: `Name of ${id} ${++this.#renamed}` });
      return `${id} is renamed`;
    }
    this.#world.witness.tally.count("role change");
    const next: Role =
      person.role === role ? this.#world.random.pick(["student", "counselor", "admin"]) : role;
    directory.change(id, { role: next });
    return `${id} is a ${next} now`;
  }

  async #handOverCaseload(id: string): Promise<void> {
    const by = this.#world.server.directory.person("ada");
    const to = this.#world.random.oneIn(2) ? null : this.#world.random.pick(["cleo", "carl", "cora"]);
    if (by === null || to === id) return;
    const { desk, holders } = this.#world.server;
    const moved = createCaseload(desk, holders).handOver(id, to, by);
    await moved.then(
      () => this.#world.witness.tally.count("caseload moved"),
      (error: unknown) => {
        // An admin who is suspended, or a counselor who is none any more: the route says so.
        if (!(error instanceof Problem)) throw error;
      },
    );
  }

  /** What the server does by itself, or on another route. */
  async #serverActs(): Promise<string> {
    const tickets = this.#world.ticketIds();
    const id = tickets[this.#world.random.below(tickets.length)];
    if (!this.#world.server.up || id === undefined) return "the server does nothing";
    const { desk } = this.#world.server;
    const ticket = docName("ticket", id);
    if (this.#world.random.oneIn(3)) {
      const doc = docName(this.#world.random.pick(["ticket", "request", "chat", "notes"]), id);
      await desk.writer.compact(doc);
      this.#world.witness.tally.count("compaction");
      return `${doc} is compacted`;
    }
    if (this.#world.random.oneIn(2)) {
      const until = this.#world.clock.now + this.#world.random.pick([10_000, hourMs, accessHours * hourMs]);
      const outcome = await appendEntry<EntryOf<"access.opened">>(desk, {
        doc: ticket,
        by: "ada",
        draft: { type: "access.opened", until },
        id: crypto.randomUUID(),
        proved: true,
      });
      this.#world.witness.tally.count(`emergency access ${outcome.status}`);
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
    this.#world.witness.tally.count(`system link ${outcome.status}`);
    return `the server links a session of ${id}: ${outcome.status}`;
  }

  async #breakServer(): Promise<string> {
    if (!this.#world.server.up) {
      await this.#world.server.start();
      return "the server starts";
    }
    switch (this.#world.random.below(8)) {
      case 0:
        this.#world.server.diskFull = !this.#world.server.diskFull;
        return this.#world.server.diskFull ? "the disk is full" : "the disk has room";
      case 1:
        await this.#world.settle();
        this.#backup = this.#world.server.backup();
        return "a backup is made";
      case 2:
      case 6:
        if (this.#backup === null) return "there is no backup";
        await this.#world.restore(this.#backup);
        return "a backup is restored";
      case 3:
        await this.#world.server.stop();
        this.#world.witness.tally.count("server stop");
        await this.#world.server.start();
        return "the server restarts";
      case 4:
        return this.#sleep(this.#world.random.oneIn(3) ? 31 * 24 * hourMs : 25 * hourMs);
      case 7:
        return this.#findNewerNotes();
      default: {
        // Killed while it judges what has just come.
        this.#world.network.deliverRound();
        await turns(this.#world.random.below(4));
        this.#world.kill();
        if (this.#world.random.oneIn(2)) await this.#world.server.start();
        return "the server is killed";
      }
    }
  }

  /** The database has notes in it that another version's editor wrote. */
  async #findNewerNotes(): Promise<string> {
    const world = this.#world;
    const [ticketId] = world.ticketIds();
    if (ticketId === undefined || world.server.diskFull) return "nothing is found in notes";
    world.kill();
    await world.settle();
    await world.server.start();
    const word = world.people.word();
    const name = docName("notes", ticketId);
    world.witness.wrote(word, name);
    world.witness.notesWords.set(word, name);
    const { random, clock } = world;
    await commitNewerNotes(world.server.desk.store, { ticketId, word, random, at: Math.ceil(clock.now) });
    world.witness.tally.count("newer notes");
    // Nothing that runs has seen it: the server finds it when it starts.
    world.server.kill();
    await world.server.start();
    return `${name} holds what another editor wrote`;
  }

  /** Time goes on without anybody looking: what was due runs late. */
  async #sleep(ms: number): Promise<string> {
    this.#world.clock.now += ms;
    return this.#pass(5_000);
  }
}
