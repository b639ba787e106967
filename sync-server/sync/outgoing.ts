import type { WebSocket } from "ws";

/** Bytes a socket may have waiting in this process before the live feed stops for it and it catches up instead. */
export const liveBufferBytes = 1024 * 1024;
/**
 * Bytes a socket may have waiting at all. Answers to a reader that asks and does not read pile up; past this it is
 * closed. Above the largest single thing that is sent, the notes of one ticket.
 */
export const mostBufferBytes = 16 * 1024 * 1024;
/** Milliseconds a batch may take to leave this process; a reader slower than that is closed (4408). */
export const drainWithinMs = 30_000;

let latest: { first: Uint8Array; second: Uint8Array; bytes: Uint8Array } | null = null;

/** An update and its cursor go to all its readers: put together once for all of them. */
function pair(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (latest?.first !== first || latest.second !== second) {
    latest = { first, second, bytes: Buffer.concat([first, second]) };
  }
  return latest.bytes;
}

/** What is put together for one socket: one binary message for each turn of the event loop. */
export class Outgoing {
  readonly #socket: WebSocket;
  #parts: Uint8Array[] = [];
  #bytes = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  add(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#bytes += bytes.length;
  }

  flush(): void {
    const bytes = this.#take();
    if (bytes !== null && this.#socket.readyState === this.#socket.OPEN) this.#socket.send(bytes);
  }

  /** Is the reader too far behind for the live feed? */
  get isFull(): boolean {
    return this.#socket.bufferedAmount > liveBufferBytes;
  }

  /** Is more waiting than may be kept for anybody? */
  get isOverfull(): boolean {
    return this.#bytes + this.#socket.bufferedAmount > mostBufferBytes;
  }

  /** Sends and waits until it has left this process. False: too slow, or closed. */
  async drain(): Promise<boolean> {
    const bytes = this.#take();
    if (this.#socket.readyState !== this.#socket.OPEN) return false;
    if (bytes === null) return true;
    const sent = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => sent.resolve(false), drainWithinMs);
    this.#socket.send(bytes, (error) => sent.resolve(error == null));
    const left = await sent.promise;
    clearTimeout(timer);
    return left;
  }

  #take(): Uint8Array | null {
    const [first] = this.#parts;
    if (first === undefined) return null;
    const [, second, third] = this.#parts;
    const bytes =
      second === undefined ? first : third === undefined ? pair(first, second) : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#bytes = 0;
    return bytes;
  }
}
