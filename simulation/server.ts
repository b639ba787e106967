import { randomUUID } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { TestClock } from "../client/sync/testing/test-clock.ts";
import type { Subprotocol } from "../shared/protocol/version.ts";
import { type Db, openDatabase } from "../sync-server/accounts/database.ts";
import type { Person } from "../sync-server/accounts/person.ts";
import { migrateStore, renewServerId } from "../sync-server/store/schema.ts";
import { createSqliteStore } from "../sync-server/store/sqlite-store.ts";
import type { Store } from "../sync-server/store/store.ts";
import { Allowances } from "../sync-server/sync/allowances.ts";
import { AppConnection } from "../sync-server/sync/app-connection.ts";
import type { Desk } from "../sync-server/sync/desk.ts";
import { DeviceLedger } from "../sync-server/sync/device-ledger.ts";
import { endExpiredAccess, expireEveryMs } from "../sync-server/sync/expiry.ts";
import { Holders } from "../sync-server/sync/holders.ts";
import { Hub } from "../sync-server/sync/hub.ts";
import { Presence } from "../sync-server/sync/presence.ts";
import { Reads } from "../sync-server/sync/reads.ts";
import { createWriter } from "../sync-server/sync/writer.ts";
import type { Device } from "./device.ts";
import { Directory } from "./directory.ts";
import { ServerSocket } from "./server-socket.ts";
import type { Witness } from "./witness.ts";

/** A disk that takes no more. */
class DiskFull extends Error {}

/** One run of the server process. */
type Process = { desk: Desk; holders: Holders; db: Db; dead: boolean; stopTimer: () => void };

export type Backup = { bytes: Buffer; people: ReadonlyMap<string, Person>; seq: number };

/** The server's own parts on a database file, without HTTP; it can be killed, started again and restored. */
export class Server {
  readonly directory = new Directory((event) => {
    this.#process?.desk.hub.accountChanged(event);
    this.#process?.holders.accountChanged(event);
  });
  readonly #file: string;
  readonly #clock: TestClock;
  readonly #witness: Witness;
  #process: Process | null = null;
  /** Does the next commit find the disk full? */
  diskFull = false;

  constructor(folder: string, clock: TestClock, witness: Witness) {
    this.#file = path.join(folder, `${randomUUID()}.db`);
    this.#clock = clock;
    this.#witness = witness;
  }

  get up(): boolean {
    return this.#process !== null;
  }

  /** @throws when it is down */
  get desk(): Desk {
    if (this.#process === null) throw new Error("the server is down");
    return this.#process.desk;
  }

  async start(): Promise<void> {
    const db = openDatabase(this.#file);
    // Processes die here, power does not fail: what is committed is in the file without waiting for the disk.
    db.pragma("synchronous = OFF");
    migrateStore(db);
    const store = this.#watched(createSqliteStore(db));
    // Devices wait for fractions of a millisecond; a server's clock knows none.
    const now = () => Math.floor(this.#clock.now);
    const onError = (error: unknown) => {
      if (process.dead || error instanceof DiskFull) return;
      this.#witness.wrong.push(`the server failed: ${error instanceof Error ? error.stack : String(error)}`);
    };
    const hub = new Hub(now, onError);
    const writer = createWriter({
      store,
      personOf: this.directory.person,
      now,
      onError,
      onCommitted: (committed) => {
        hub.committed(committed);
        holders.committed(committed);
      },
    });
    hub.lastSeq = (await store.identity()).seq;
    const desk: Desk = {
      store,
      writer,
      hub,
      presence: new Presence(),
      reads: new Reads(now),
      // No time passes in here but the simulation's own: a seed must play the same again.
      allowances: new Allowances(now, () => 0),
      ledger: new DeviceLedger(store, onError),
      accounts: this.directory,
      now,
      onError,
    };
    const holders = new Holders(desk);
    const process: Process = { desk, holders, db, dead: false, stopTimer: () => {} };
    const tick = () => {
      process.stopTimer = this.#clock.schedule(expireEveryMs, () => {
        endExpiredAccess(desk).catch(onError);
        holders.retry();
        tick();
      });
    };
    tick();
    this.#process = process;
    holders.start();
  }

  /** Admits a device as the upgrade does: whoever is signed in, and not suspended. */
  admit(device: Device, version?: Subprotocol): ServerSocket | null {
    const process = this.#process;
    const person = this.directory.person(device.personId);
    if (process === null || person === null || person.status === "suspended" || device.signInId === null)
      return null;
    const socket = new ServerSocket((bytes) => {
      if (!process.dead) this.#witness.sent(device.name, connection.person, bytes, this.#clock.now);
    });
    const connection = new AppConnection(
      socket.asWebSocket,
      { sessionId: device.signInId, person },
      process.desk,
      version,
    );
    return socket;
  }

  /** The process is killed: whatever it was at, only what is committed is left. */
  kill(): void {
    if (this.#process === null) return;
    this.#process.dead = true;
    this.#process.stopTimer();
    this.#process.db.close();
    this.#process = null;
  }

  /** SIGTERM: what waits is finished, and everybody is told. */
  async stop(): Promise<void> {
    const process = this.#process;
    if (process === null) return;
    process.stopTimer();
    await process.holders.idle();
    process.desk.writer.stop();
    await process.desk.writer.idle();
    process.desk.hub.closeAll(1012, "restarting");
    await process.desk.writer.idle();
    await process.desk.ledger.flush();
    this.kill();
  }

  /** @throws when it is down */
  get holders(): Holders {
    if (this.#process === null) throw new Error("the server is down");
    return this.#process.holders;
  }

  /** Resolves when nothing waits for a commit. */
  async idle(): Promise<void> {
    await this.#process?.holders.idle();
    await this.#process?.desk.writer.idle();
  }

  backup(): Backup {
    if (this.#process === null) throw new Error("the server is down");
    return {
      bytes: this.#process.db.serialize(),
      people: this.directory.snapshot(),
      seq: this.#witness.seq,
    };
  }

  /** Puts a backup in the place of the database, as `alcove restore` does. The server is down before and after. */
  restore({ bytes, people, seq }: Backup): void {
    this.kill();
    for (const end of ["-wal", "-shm"]) rmSync(`${this.#file}${end}`, { force: true });
    writeFileSync(this.#file, bytes);
    const db = openDatabase(this.#file);
    renewServerId(db);
    db.close();
    this.directory.restore(people);
    this.#witness.restored(seq);
  }

  #watched(store: Store): Store {
    return {
      ...store,
      commit: async (batch) => {
        if (this.diskFull) {
          this.#witness.tally.count("disk full");
          throw new DiskFull("disk full");
        }
        const result = await store.commit(batch);
        if (result.ok)
          this.#witness.committed(batch, result.firstSeq, this.directory.people(), this.#clock.now);
        return result;
      },
    };
  }
}
