import type { WebSocket } from "ws";

/** Messages, and bytes of them, that may still come after the socket was closed: what was on its way, not a flood. */
const lateMessages = 100;
const lateBytes = 512 * 1024;

/** Whether a socket is read just now: what a flood sends waits with who sends it. */
export class Incoming {
  readonly #socket: WebSocket;
  /** Reasons for which it is not read. */
  #holds = 0;
  #resting = false;
  #lateMessages = 0;
  #lateBytes = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** Not read any more, until as many have released it as held it. */
  hold(): void {
    if (this.#holds++ === 0) this.#socket.pause();
  }

  release(): void {
    if (--this.#holds === 0) this.#socket.resume();
  }

  /** Not read for some ms. */
  rest(ms: number): void {
    if (this.#resting) return;
    this.#resting = true;
    this.hold();
    setTimeout(() => {
      this.#resting = false;
      this.release();
    }, ms).unref();
  }

  /** The connection is over; the other side's goodbye is to be read. */
  left(): void {
    if (this.#holds > 0) this.#socket.resume();
  }

  /** Who goes on sending instead of saying goodbye is not read to the end. */
  late(data: unknown): void {
    this.#lateMessages++;
    this.#lateBytes += data instanceof Buffer ? data.length : 0;
    if (this.#lateMessages > lateMessages || this.#lateBytes > lateBytes) this.#socket.terminate();
  }
}
