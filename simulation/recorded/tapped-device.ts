import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { WebSocket } from "ws";
import { openReplica, type Replica } from "../../client/replica/database.ts";
import type { Me } from "../../client/replica/me.ts";
import type { DeskSession } from "../../client/replica/session.ts";
import { createEngine, type SteppedEngine } from "../../client/sync/engine.ts";
import { realSchedule } from "../../client/sync/scheduler.ts";
import type { SocketHandlers, SyncSocket } from "../../client/sync/socket.ts";
import type { SignedIn } from "../../sync-server/sync/test-desk.ts";
import type { RecordedPerson, SocketEvent } from "./recording.ts";

/** Milliseconds after which a state that was waited for is taken not to come. */
const comesWithinMs = 20_000;

/** A device on a real socket, which writes down what goes over it. */
export class TappedDevice {
  readonly factory: IDBFactory;
  readonly replica: Replica;
  readonly session: DeskSession;
  readonly #who: RecordedPerson;
  readonly #engine: SteppedEngine;
  readonly #events: SocketEvent[];
  readonly #version: string;
  /** What came while the device is held, in order; null while it is not. */
  #held: (() => void)[] | null = null;
  #connections = 0;
  #ups = 0;

  /** @param options the IndexedDB to go on with, and the one version of the protocol that this device speaks */
  constructor(
    who: RecordedPerson,
    { person, headers }: SignedIn,
    port: number,
    {
      events = [],
      factory = new IDBFactory(),
      version = "alcove.1",
    }: { events?: SocketEvent[]; factory?: IDBFactory; version?: string } = {},
  ) {
    this.#who = who;
    this.#events = events;
    this.factory = factory;
    this.#version = version;
    const me: Me = { ...person, status: "active" };
    this.replica = openReplica(person.id, { indexedDB: this.factory, IDBKeyRange });
    this.#engine = createEngine({
      replica: this.replica,
      me,
      now: Date.now,
      elapsed: () => performance.now(),
      random: Math.random,
      schedule: realSchedule,
      openSocket: (handlers) => this.#open(`ws://127.0.0.1:${port}/sync`, headers, handlers),
      onError: (error) => {
        throw error;
      },
    });
    this.session = { me, replica: this.replica, wake: () => this.#engine.wake(), now: Date.now };
  }

  async start(): Promise<void> {
    this.#engine.start();
    await this.until(() => this.#engine.status.get().state === "synced", "synced");
  }

  stop(): Promise<void> {
    return this.#engine.stop();
  }

  /** What comes from now on reaches the device after `release`. */
  hold(): void {
    this.#held = [];
    this.#ups = 0;
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const deliver of held) deliver();
  }

  /** Since `hold`, the device has pushed, and the server has answered. */
  async pushed(): Promise<void> {
    await this.until(() => this.#ups > 0, "a push");
    const before = this.#held?.length ?? 0;
    await this.until(() => (this.#held?.length ?? 0) > before, "an answer");
  }

  /** Nothing waits any more: what was accepted is back in the base. */
  sent(): Promise<void> {
    return this.until(async () => (await this.replica.outbox.count()) === 0, "sent");
  }

  async reached(seq: number): Promise<void> {
    await this.until(async () => {
      const row = await this.replica.meta.get("cursor");
      return typeof row?.value === "number" && row.value >= seq;
    }, `seq ${seq}`);
  }

  async holdsTicket(id: string): Promise<boolean> {
    return (await this.replica.tickets.get(id)) !== undefined;
  }

  async saw(ticketId: string, body: string): Promise<boolean> {
    const rows = await this.replica.chatMessages.where("ticketId").equals(ticketId).toArray();
    return rows.some((row) => JSON.stringify(row).includes(JSON.stringify(body)));
  }

  async until(look: () => boolean | Promise<boolean>, what: string): Promise<void> {
    const givesUpAt = performance.now() + comesWithinMs;
    while (!(await look())) {
      if (performance.now() > givesUpAt) throw new Error(`${this.#who}: never came: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  #open(url: string, headers: Record<string, string>, handlers: SocketHandlers): SyncSocket {
    const place = { who: this.#who, connection: this.#connections++ };
    const socket = new WebSocket(url, [this.#version], { headers });
    socket.binaryType = "arraybuffer";
    socket.on("open", () => {
      this.#events.push({ ...place, is: "opened" });
      handlers.opened();
    });
    socket.on("message", (data) => {
      if (!(data instanceof ArrayBuffer)) return;
      const bytes = new Uint8Array(data.slice(0));
      this.#events.push({ ...place, is: "down", bytes });
      if (this.#held === null) handlers.message(bytes);
      else this.#held.push(() => handlers.message(bytes));
    });
    socket.on("error", () => undefined);
    socket.on("close", (code) => handlers.closed(code));
    return {
      send: (bytes) => {
        this.#events.push({ ...place, is: "up", bytes: bytes.slice() });
        this.#ups++;
        socket.send(bytes);
      },
      close: (code = 1000) => socket.close(code),
    };
  }
}
