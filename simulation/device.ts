import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { openReplica, type Replica } from "../client/replica/database.ts";
import type { Me } from "../client/replica/me.ts";
import type { DeskSession } from "../client/replica/session.ts";
import { createEngine, type SteppedEngine } from "../client/sync/engine.ts";
import type { Probed } from "../client/sync/machine.ts";
import type { SocketHandlers, SyncSocket } from "../client/sync/socket.ts";
import type { TestClock } from "../client/sync/testing/test-clock.ts";
import type { Random } from "../shared/random.arbitrary.ts";
import type { Person } from "../sync-server/accounts/person.ts";

export type DeviceDeps = {
  clock: TestClock;
  random: Random;
  openSocket: (device: Device, handlers: SocketHandlers) => SyncSocket;
  probe: (device: Device) => Probed;
  /** A task of this device's engine threw what no device or network is to blame for. */
  onError: (device: Device, error: unknown) => void;
};

/** One run of the app; what an earlier run still wants is not done any more. */
type Life = { dead: boolean };

const deafSocket: SyncSocket = { send: () => {}, close: () => {} };

/** One person's app on one device: a database that stays, and a tab that comes and goes. */
export class Device {
  readonly name: string;
  readonly personId: string;
  /** Ms by which this device's clock is ahead, while it has not been reset. */
  readonly #skew: number;
  /** What the other clocks said when this one began again at 1970; null while it was not reset. */
  #resetAt: number | null = null;
  readonly #deps: DeviceDeps;
  readonly #factory = new IDBFactory();
  #life: Life = { dead: true };
  me: Me;
  replica: Replica;
  engine: SteppedEngine;
  online = true;
  /** Null while nobody is signed in here. */
  signInId: string | null;

  constructor(name: string, person: Person, skew: number, deps: DeviceDeps) {
    this.name = name;
    this.personId = person.id;
    this.#skew = skew;
    this.me = { ...person, status: "active" };
    this.signInId = `${name}-1`;
    this.#deps = deps;
    ({ replica: this.replica, engine: this.engine } = this.#boot());
  }

  get now(): number {
    const { now } = this.#deps.clock;
    return this.#resetAt === null ? now + this.#skew : now - this.#resetAt;
  }

  /** The battery was empty: the clock begins again at 1970, until the device learns the time. */
  resetClock(): void {
    this.#resetAt = this.#deps.clock.now;
  }

  learnTime(): void {
    this.#resetAt = null;
  }

  get session(): DeskSession {
    return { me: this.me, replica: this.replica, wake: () => this.engine.wake(), now: () => this.now };
  }

  get synced(): boolean {
    return this.engine.status.get().state === "synced";
  }

  /** The tab dies between two of its transactions, whatever it was at, and another opens on the same database. */
  crash(): void {
    this.#life.dead = true;
    this.replica.close();
    ({ replica: this.replica, engine: this.engine } = this.#boot());
  }

  async close(): Promise<void> {
    this.#life.dead = true;
    await this.engine.stop();
    this.replica.close();
  }

  #boot(): { replica: Replica; engine: SteppedEngine } {
    const life: Life = { dead: false };
    this.#life = life;
    const { clock, random, openSocket, probe, onError } = this.#deps;
    const replica = openReplica(this.personId, {
      prefix: `${this.name}-`,
      indexedDB: this.#factory,
      IDBKeyRange,
    });
    const engine = createEngine({
      replica,
      me: this.me,
      now: () => this.now,
      elapsed: () => clock.now,
      random: () => random.below(1_000) / 1_000,
      schedule: (ms, task) => clock.schedule(ms, () => life.dead || task()),
      openSocket: (handlers) => (life.dead ? deafSocket : openSocket(this, alive(life, handlers))),
      probe: async () => probe(this),
      onMe: ({ name, role }) => {
        if (!life.dead) this.me = { ...this.me, name, role };
      },
      onError: (error) => onError(this, error),
    });
    return { replica, engine };
  }
}

function alive(life: Life, { opened, message, closed }: SocketHandlers): SocketHandlers {
  return {
    opened: () => life.dead || opened(),
    message: (bytes) => life.dead || message(bytes),
    closed: (code) => life.dead || closed(code),
  };
}
