import { once } from "node:events";
import { WebSocket } from "ws";

/** Milliseconds after which something that was waited for is taken not to come. */
const comesWithinMs = 20_000;

/** A bare WebSocket that says whatever it is given, and remembers what came. */
export class HostileSocket {
  readonly socket: WebSocket;
  readonly came: Uint8Array[] = [];
  closed: { code: number; reason: string } | null = null;
  /** The status with which the upgrade was refused. */
  refusedWith: number | null = null;
  readonly #waiting = new Set<() => void>();

  constructor(port: number, path: string, headers: Record<string, string>) {
    const protocols = path === "/sync" ? ["alcove.1"] : [];
    this.socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, { headers });
    this.socket.binaryType = "nodebuffer";
    this.socket.on("open", () => this.#wake());
    this.socket.on("message", (data) => {
      this.came.push(new Uint8Array(data as Buffer));
      this.#wake();
    });
    this.socket.on("unexpected-response", (_, response) => {
      this.refusedWith = response.statusCode ?? 0;
      this.socket.terminate();
      this.#wake();
    });
    this.socket.on("error", () => undefined);
    this.socket.on("close", (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.#wake();
    });
  }

  /** Resolves once it is open (true), or was refused or ended instead (false). */
  async opened(): Promise<boolean> {
    await this.until(() => this.socket.readyState === WebSocket.OPEN || this.closed !== null, "open");
    return this.socket.readyState === WebSocket.OPEN;
  }

  send(bytes: Uint8Array | string): void {
    this.socket.send(bytes);
  }

  async ended(): Promise<{ code: number; reason: string }> {
    await this.until(() => this.closed !== null, "the end");
    return this.closed ?? { code: 0, reason: "" };
  }

  /** A ping that is answered says that everything before it was read. */
  async ponged(): Promise<void> {
    if (this.closed !== null) return;
    const answered = once(this.socket, "pong").then(() => undefined);
    this.socket.ping();
    await Promise.race([answered, this.ended()]);
  }

  async until(holds: () => boolean, what: string): Promise<void> {
    if (holds()) return;
    const waited = Promise.withResolvers<void>();
    const look = () => {
      if (holds()) waited.resolve();
    };
    const timer = setTimeout(() => waited.reject(new Error(`never came: ${what}`)), comesWithinMs);
    this.#waiting.add(look);
    try {
      await waited.promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(look);
    }
  }
  #wake(): void {
    for (const look of [...this.#waiting]) look();
  }

  cut(): void {
    this.socket.terminate();
  }
}
