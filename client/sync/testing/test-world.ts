import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import type { Role } from "../../../shared/policy/roles.ts";
import { openReplica, type Replica } from "../../replica/database.ts";
import type { Me } from "../../replica/me.ts";
import type { DeskSession } from "../../replica/session.ts";
import { createEngine, type SteppedEngine } from "../engine.ts";
import type { EngineDeps } from "../engine-deps.ts";
import type { Probed } from "../machine.ts";
import type { SocketHandlers, SyncSocket } from "../socket.ts";
import type { UploadFile } from "../uploader.ts";
import { TestClock } from "./test-clock.ts";
import { type Account, type Line, TestServer } from "./test-server.ts";

/** One end of a connection: messages lie here until the world delivers them. */
type Wire = {
  device: Device;
  line: Line;
  handlers: SocketHandlers;
  opened: boolean;
  up: Uint8Array[];
  down: Uint8Array[];
  closed: boolean;
};

export type Device = {
  me: Me;
  replica: Replica;
  engine: SteppedEngine;
  session: DeskSession;
  /** No connection can be made, and none stands. */
  online: boolean;
  /** A connection stands and nothing gets through it. */
  black: boolean;
  probe: Probed;
  /** By how much (ms) the device's clock is ahead of the server's. */
  clockAhead: number;
  /** Brings files to the server. */
  upload: UploadFile;
};

/** Devices, a server and a clock in one process; everything moves only when it is told to. */
export class TestWorld {
  readonly clock = new TestClock(1_700_000_000_000);
  readonly server = new TestServer(() => this.clock.now);
  private wires: Wire[] = [];
  private readonly sockets = new Map<Device, number>();
  private devices: Device[] = [];
  /** What the engines say is broken in them. */
  private readonly errors: unknown[] = [];

  person(id: string, role: Role): Account {
    const account: Account = { id, name: id, role, status: "active" };
    this.server.accounts.set(id, account);
    return account;
  }

  /** How many sockets a device has opened so far. */
  opened(device: Device): number {
    return this.sockets.get(device) ?? 0;
  }

  /** A device of a person, not started. */
  device(account: Account, factory: IDBFactory = new IDBFactory()): Device {
    const replica = openReplica(account.id, { indexedDB: factory, IDBKeyRange });
    const me: Me = {
      id: account.id,
      name: account.name,
      role: account.role,
      email: `${account.id}@example.org`,
      status: "active",
    };
    const device: Device = {
      me,
      replica,
      session: {
        me,
        replica,
        wake: () => device.engine.wake(),
        now: () => this.clock.now + device.clockAhead,
      },
      engine: this.engineFor(me, replica, () => device),
      online: true,
      black: false,
      probe: "unreachable",
      clockAhead: 0,
      upload: async () => ({ end: "done" }),
    };
    this.devices.push(device);
    return device;
  }

  /** The app dies on this device and starts again over the same database. */
  async crash(device: Device): Promise<void> {
    for (const wire of this.wiresOf(device)) this.drop(wire);
    await device.engine.stop();
    device.engine = this.engineFor(device.me, device.replica, () => device);
  }

  /** The connection is cut: what was on its way is lost, both ways. */
  cut(device: Device): void {
    for (const wire of this.wiresOf(device)) {
      this.drop(wire);
      wire.handlers.closed(1006);
    }
  }

  goOffline(device: Device): void {
    device.online = false;
    this.cut(device);
  }

  async goOnline(device: Device): Promise<void> {
    device.online = true;
    await this.advance(60_000);
  }

  close(device: Device, code: number): void {
    for (const wire of this.wiresOf(device)) {
      this.drop(wire);
      wire.handlers.closed(code);
    }
  }

  /** Delivers until nothing moves any more. The clock stands still. */
  async run(): Promise<void> {
    for (;;) {
      for (const device of this.devices) await device.engine.settled();
      let moved = false;
      for (const wire of [...this.wires]) moved = this.deliver(wire) || moved;
      for (const device of this.devices) await device.engine.settled();
      if (!moved && this.wires.every((wire) => wire.device.black || wire.up.length + wire.down.length === 0))
        return;
    }
  }

  /** Lets time pass, task by task, delivering everything in between. */
  async advance(ms: number): Promise<void> {
    const until = this.clock.now + ms;
    await this.run();
    while (this.clock.runNext(until)) await this.run();
    this.clock.now = until;
  }

  async start(...devices: Device[]): Promise<void> {
    for (const device of devices) device.engine.start();
    await this.run();
  }

  /** One message each way, so that a test can stop between two. */
  step(device: Device): void {
    for (const wire of this.wiresOf(device)) this.deliver(wire, 1);
  }

  /** @throws AggregateError when a task of an engine threw what no device or network is to blame for */
  async stop(): Promise<void> {
    for (const device of this.devices) {
      await device.engine.stop();
      device.replica.close();
    }
    if (this.errors.length > 0) throw new AggregateError(this.errors, "an engine's task threw");
  }

  private engineFor(me: Me, replica: Replica, device: () => Device): SteppedEngine {
    const deps: EngineDeps = {
      replica,
      me,
      now: () => this.clock.now + device().clockAhead,
      elapsed: () => this.clock.now,
      random: () => 0.5,
      schedule: this.clock.schedule,
      openSocket: (handlers) => this.open(device(), handlers),
      probe: async () => device().probe,
      upload: (...args) => device().upload(...args),
      onError: (error) => void this.errors.push(error),
    };
    return createEngine(deps);
  }

  private open(device: Device, handlers: SocketHandlers): SyncSocket {
    const account = this.server.accounts.get(device.me.id);
    if (account === undefined) throw new Error("nobody by this id");
    const line: Line = {
      account,
      up: false,
      device: null,
      send: (bytes) => void wire.down.push(bytes.slice()),
    };
    const wire: Wire = { device, line, handlers, opened: false, up: [], down: [], closed: false };
    this.wires.push(wire);
    this.sockets.set(device, this.opened(device) + 1);
    return {
      send: (bytes) => void (wire.closed || wire.up.push(bytes.slice())),
      close: () => this.drop(wire),
    };
  }

  private deliver(wire: Wire, most = Number.POSITIVE_INFINITY): boolean {
    const { device, line, handlers } = wire;
    if (device.black || wire.closed) return false;
    if (!wire.opened) {
      const account = this.server.accounts.get(device.me.id);
      if (!device.online || account?.status !== "active") {
        this.drop(wire);
        handlers.closed(1006);
        return true;
      }
      wire.opened = true;
      this.server.lines.add(line);
      handlers.opened();
      return true;
    }
    const up = wire.up.splice(0, most);
    for (const bytes of up) if (!wire.closed) this.server.receive(line, bytes);
    const down = wire.down.splice(0, most);
    for (const bytes of down) if (!wire.closed) handlers.message(bytes);
    return up.length + down.length > 0;
  }

  private wiresOf(device: Device): Wire[] {
    return this.wires.filter((wire) => wire.device === device && !wire.closed);
  }

  private drop(wire: Wire): void {
    wire.closed = true;
    wire.up.length = 0;
    wire.down.length = 0;
    this.server.lines.delete(wire.line);
    this.wires = this.wires.filter((each) => each !== wire);
  }
}
