import { EventEmitter } from "node:events";
import type { WebSocket } from "ws";

/** What lies on its way to a device: a message, or at the end why the socket closed. */
export type Down =
  | { is: "message"; bytes: Uint8Array; left: (error?: Error) => void }
  | { is: "close"; code: number };

const open = 1;
const closing = 2;
const closed = 3;

/** The server's end of a connection: the part of ws's interface that `AppConnection` uses. */
export class ServerSocket extends EventEmitter {
  readonly OPEN = open;
  readyState: number = open;
  readonly down: Down[] = [];
  /** The other end is gone and this one does not know: what is sent leaves the process and arrives nowhere. */
  halfOpen = false;
  readonly #sent: (bytes: Uint8Array) => void;

  /** @param sent hears every message at the moment in which the server sends it */
  constructor(sent: (bytes: Uint8Array) => void) {
    super();
    this.#sent = sent;
  }

  get bufferedAmount(): number {
    return this.down.reduce((sum, item) => sum + (item.is === "message" ? item.bytes.length : 0), 0);
  }

  send(bytes: Uint8Array, left: (error?: Error) => void = () => {}): void {
    this.#sent(bytes);
    if (this.halfOpen) left();
    else this.down.push({ is: "message", bytes: bytes.slice(), left });
  }

  close(code: number): void {
    if (this.readyState !== open) return;
    this.readyState = closing;
    if (this.halfOpen) this.end();
    else this.down.push({ is: "close", code });
  }

  /** The connection is over; what was on its way is lost. */
  end(): void {
    if (this.readyState === closed) return;
    this.readyState = closed;
    for (const item of this.down.splice(0)) if (item.is === "message") item.left(new Error("cut"));
    this.emit("close");
  }

  receive(bytes: Uint8Array): void {
    if (this.readyState !== closed) this.emit("message", Buffer.from(bytes), true);
  }

  /** The rest of ws is never asked for. */
  get asWebSocket(): WebSocket {
    return this as unknown as WebSocket;
  }
}
