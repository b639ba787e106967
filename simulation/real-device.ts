import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { WebSocket } from "ws";
import { openReplica, type Replica } from "../client/replica/database.ts";
import { logsOf } from "../client/replica/load.ts";
import type { Me } from "../client/replica/me.ts";
import type { TicketLogs } from "../client/replica/play.ts";
import type { DeskSession } from "../client/replica/session.ts";
import { askWhy } from "../client/sync/ask-why.ts";
import { createEngine, type SteppedEngine } from "../client/sync/engine.ts";
import { realSchedule } from "../client/sync/scheduler.ts";
import type { OpenSocket } from "../client/sync/socket.ts";
import { subprotocol, syncPath } from "../shared/protocol/version.ts";
import type { SignedIn } from "../sync-server/sync/test-desk.ts";

/** Milliseconds after which a state that was waited for is taken not to come. */
const comesWithinMs = 30_000;

/** The app's replica and engine on a real socket: what a person's tab is, without its screens. */
export class RealDevice {
  #who: SignedIn;
  readonly replica: Replica;
  #engine: SteppedEngine | null = null;
  /** What the engine says is broken in it. */
  readonly #errors: unknown[] = [];

  constructor(name: string, who: SignedIn) {
    this.#who = who;
    this.replica = openReplica(who.person.id, {
      prefix: `${name}-`,
      indexedDB: new IDBFactory(),
      IDBKeyRange,
    });
  }

  get session(): DeskSession {
    const { replica } = this;
    return { me: meOf(this.#who), replica, wake: () => this.#engine?.wake(), now: Date.now };
  }

  /** The person has signed in anew. */
  signedIn(who: SignedIn): void {
    this.#who = who;
  }

  /** Begins to sync, with the server on this port. */
  start(port: number): void {
    this.#engine = createEngine({
      replica: this.replica,
      me: meOf(this.#who),
      now: Date.now,
      elapsed: () => performance.now(),
      random: Math.random,
      schedule: realSchedule,
      openSocket: socketTo(port, this.#who.headers),
      probe: () => askWhy(askingAt(port, this.#who.headers)),
      onError: (error) => void this.#errors.push(error),
    });
    this.#engine.start();
  }

  async stop(): Promise<void> {
    await this.#engine?.stop();
    this.#engine = null;
  }

  /** @throws AggregateError when a task of the engine threw what no device or network is to blame for */
  async close(): Promise<void> {
    await this.stop();
    this.replica.close();
    if (this.#errors.length > 0) throw new AggregateError(this.#errors, "the engine's task threw");
  }

  /** Waits until the device is connected and nothing waits on it. */
  async synced(): Promise<void> {
    const { status } = this.#running();
    await until(
      () => status.get().state === "synced",
      () => JSON.stringify(status.get()),
    );
  }

  /** Waits until the device has heard that its sign-in has ended. @returns what it heard */
  async ended(): Promise<string> {
    const { status } = this.#running();
    await until(
      () => ["signed-out", "suspended"].includes(status.get().state),
      () => JSON.stringify(status.get()),
    );
    return status.get().state;
  }

  /** Waits until the base was dropped and some of what was its own is held to be sent again. */
  async holdsBack(): Promise<void> {
    await until(
      async () => (await this.replica.resend.count()) > 0,
      () => "something held back",
    );
  }

  async logs(ticketId: string): Promise<TicketLogs | undefined> {
    return (await logsOf(this.replica, [ticketId])).logs.get(ticketId);
  }

  /** Waits until this device holds an entry of a ticket as accepted. */
  async holds(ticketId: string, id: string): Promise<void> {
    const there = async () => {
      const logs = await this.logs(ticketId);
      return (
        logs !== undefined && [...logs.ticket, ...logs.request, ...logs.chat].some((entry) => entry.id === id)
      );
    };
    await until(there, () => `${id} of ${ticketId}`);
  }

  #running(): SteppedEngine {
    if (this.#engine === null) throw new Error("the device is not started");
    return this.#engine;
  }
}

/** `fetch` as the page of this server has it, with what a browser's cookie would prove. */
function askingAt(port: number, headers: Record<string, string>): typeof fetch {
  return (path, { signal = null } = {}) => fetch(`http://127.0.0.1:${port}${path}`, { headers, signal });
}

function socketTo(port: number, headers: Record<string, string>): OpenSocket {
  return (handlers) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${syncPath}`, [subprotocol], { headers });
    socket.binaryType = "arraybuffer";
    let ours = true;
    socket.on("open", () => ours && handlers.opened());
    socket.on("message", (data) => {
      if (ours && data instanceof ArrayBuffer) handlers.message(new Uint8Array(data));
    });
    // Followed by the close.
    socket.on("error", () => undefined);
    socket.on("close", (code) => ours && handlers.closed(code));
    return {
      send: (bytes) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(bytes);
      },
      close: (code = 1000) => {
        ours = false;
        socket.close(code);
      },
    };
  };
}

/** Asks again and again, as nothing tells when a database has changed. */
async function until(look: () => boolean | Promise<boolean>, what: () => string): Promise<void> {
  const givesUpAt = performance.now() + comesWithinMs;
  while (!(await look())) {
    if (performance.now() > givesUpAt) throw new Error(`never came: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function meOf({ person }: SignedIn): Me {
  if (person.status === "withheld") throw new Error("nobody is recovered in a simulation");
  return { ...person, status: person.status };
}
