import type { SocketHandlers, SyncSocket } from "../client/sync/socket.ts";
import type { Random } from "../shared/random.arbitrary.ts";
import type { Device } from "./device.ts";
import type { ServerSocket } from "./server-socket.ts";

/** One attempt at a connection and what became of it. Messages lie here until they are delivered. */
type Wire = {
  device: Device;
  handlers: SocketHandlers;
  up: Uint8Array[];
  /** Null until the server has admitted it. */
  end: ServerSocket | null;
  /** The device has hung up, or has been told that the connection is over. */
  deviceGone: boolean;
  /** Nothing gets through any more, and the device has not been told. */
  black: boolean;
};

/** Admits a device, or does not. */
export type Admit = (device: Device) => ServerSocket | null;

/** The close code of a connection that just ended. */
const abnormal = 1006;

/** The network between all devices and the server; nothing moves in it unless it is told to. */
export class Network {
  #wires: Wire[] = [];
  /** Ends that the server still believes in. */
  readonly #ghosts: ServerSocket[] = [];
  readonly #random: Random;
  readonly #admit: Admit;
  cuts = 0;

  constructor(random: Random, admit: Admit) {
    this.#random = random;
    this.#admit = admit;
  }

  open(device: Device, handlers: SocketHandlers): SyncSocket {
    const wire: Wire = { device, handlers, up: [], end: null, deviceGone: false, black: false };
    this.#wires.push(wire);
    return {
      send: (bytes) => {
        if (!wire.deviceGone && !wire.black) wire.up.push(bytes.slice());
      },
      // What was sent before the close still arrives, perhaps after what the next connection says.
      close: () => {
        wire.deviceGone = true;
        if (wire.end === null) this.#drop(wire);
      },
    };
  }

  /** Delivers up to `most` messages of one wire that has some. @returns false when there is nothing anywhere */
  deliverSome(most: number): boolean {
    const [first, ...others] = this.#wires.filter(moves);
    if (first === undefined) return false;
    const wire = this.#random.pick([first, ...others]);
    for (let count = 0; count < most && moves(wire); count++) this.#deliver(wire);
    return true;
  }

  /** One message of every wire that has some, whichever way. @returns false when there was none */
  deliverRound(): boolean {
    const moving = this.#wires.filter(moves);
    for (const wire of moving) if (moves(wire)) this.#deliver(wire);
    return moving.length > 0;
  }

  /**
   * Cuts what a device has open; what is on its way is lost, both ways. Device and server learn of it at once,
   * or the one by its heartbeat and the other by `reap`.
   */
  cut(device: Device): void {
    for (const wire of this.#wires.filter((each) => each.device === device)) {
      this.cuts++;
      wire.up.length = 0;
      const { end } = wire;
      if (end !== null && end.readyState !== end.OPEN) end.end();
      else if (end !== null && this.#random.oneIn(2)) this.#haunt(end);
      else end?.end();
      if (!wire.deviceGone && device.online && this.#random.oneIn(4)) wire.black = true;
      else this.#tellDevice(wire, abnormal);
    }
  }

  /** The app on this device died: what it had sent may still arrive, and nobody hears the rest. */
  abandon(device: Device): void {
    for (const wire of this.#wires.filter((each) => each.device === device)) {
      wire.deviceGone = true;
      if (wire.end === null || wire.black) this.#drop(wire);
    }
  }

  /** The server is gone: every connection ends, and what it had not sent is lost. */
  cutAll(): void {
    for (const wire of [...this.#wires]) {
      wire.up.length = 0;
      wire.end?.end();
      if (!wire.black) this.#tellDevice(wire, abnormal);
    }
    this.reap();
  }

  /** The server finds out that connections are half open. */
  reap(): void {
    for (const end of this.#ghosts.splice(0)) end.end();
  }

  #haunt(end: ServerSocket): void {
    end.halfOpen = true;
    for (const item of end.down.splice(0)) if (item.is === "message") item.left();
    this.#ghosts.push(end);
  }

  #deliver(wire: Wire): void {
    const { end, device } = wire;
    if (end === null) {
      wire.end = device.online ? this.#admit(device) : null;
      if (wire.end === null) this.#tellDevice(wire, abnormal);
      else wire.handlers.opened();
      return;
    }
    const upwards = wire.up.length > 0 && (end.down.length === 0 || this.#random.oneIn(2));
    if (upwards) end.receive(wire.up.shift() ?? new Uint8Array());
    else this.#deliverDown(wire, end);
    if (wire.deviceGone && wire.up.length === 0) {
      end.end();
      this.#drop(wire);
    }
  }

  #deliverDown(wire: Wire, end: ServerSocket): void {
    const item = end.down.shift();
    if (item === undefined) return;
    if (item.is === "close") {
      end.end();
      this.#tellDevice(wire, item.code);
      return;
    }
    item.left();
    if (!wire.deviceGone) wire.handlers.message(item.bytes);
  }

  #tellDevice(wire: Wire, code: number): void {
    this.#drop(wire);
    if (wire.deviceGone) return;
    wire.deviceGone = true;
    wire.handlers.closed(code);
  }

  #drop(wire: Wire): void {
    this.#wires = this.#wires.filter((each) => each !== wire);
  }
}

function moves({ black, end, up, deviceGone }: Wire): boolean {
  if (black) return false;
  return end === null || deviceGone || up.length > 0 || end.down.length > 0;
}
