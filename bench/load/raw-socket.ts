import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

/** Milliseconds for a connection and its upgrade; a storm of a thousand is answered well within. */
const upgradeWithinMs = 60_000;
const binaryFrame = 0x82;
const pongFrame = 0x8a;
const masked = 0x80;

export type RawSocketOptions = {
  port: number;
  path: string;
  protocol?: string;
  headers?: Record<string, string>;
  /** A whole binary message; the bytes are only good during the call. */
  onMessage: (message: Buffer) => void;
  /** The socket ended, by either side. */
  onEnd?: (reason: string) => void;
};

/**
 * A WebSocket client that costs the load next to nothing: it takes ready-made frames and hands out messages in place.
 * Frames are masked with zeros, which RFC 6455 allows and which spares the load, not the server, the work.
 */
export class RawSocket {
  readonly #socket: Socket;
  readonly #onMessage: (message: Buffer) => void;
  #rest: Buffer | null = null;
  #corked = false;
  #end: string | null = null;
  /** We closed it ourselves: its end is no news. */
  #left = false;

  private constructor(socket: Socket, onMessage: (message: Buffer) => void) {
    this.#socket = socket;
    this.#onMessage = onMessage;
  }

  /** Resolves when the upgrade is answered. @throws when it is refused */
  static open(options: RawSocketOptions): Promise<RawSocket> {
    const { port, path, protocol, headers = {}, onMessage, onEnd = () => undefined } = options;
    const opened = Promise.withResolvers<RawSocket>();
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const raw = new RawSocket(socket, onMessage);
    const timer = setTimeout(() => socket.destroy(new Error("no answer to the upgrade")), upgradeWithinMs);
    const lines = [
      `GET ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
      ...(protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ];
    socket.on("connect", () => socket.write(`${lines.join("\r\n")}\r\n\r\n`));
    let answer = Buffer.alloc(0);
    const onAnswer = (chunk: Buffer) => {
      answer = Buffer.concat([answer, chunk]);
      const end = answer.indexOf("\r\n\r\n");
      if (end < 0) return;
      socket.off("data", onAnswer);
      clearTimeout(timer);
      const status = answer.subarray(0, answer.indexOf("\r\n")).toString("latin1");
      if (!status.startsWith("HTTP/1.1 101")) {
        opened.reject(new Error(`${path}: ${status}`));
        socket.destroy();
        return;
      }
      socket.on("data", (data) => raw.#receive(data));
      opened.resolve(raw);
      if (answer.length > end + 4) raw.#receive(answer.subarray(end + 4));
    };
    socket.on("data", onAnswer);
    socket.on("error", (error) => {
      raw.#end ??= error.message;
      opened.reject(error);
    });
    socket.on("close", () => {
      clearTimeout(timer);
      opened.reject(new Error(`${path}: closed before the upgrade`));
      if (!raw.#left) onEnd(raw.#end ?? "closed");
    });
    return opened.promise;
  }

  /** Sends a frame made by `clientFrame`. What is sent in one turn of the event loop goes out together. */
  send(frame: Uint8Array): void {
    if (!this.#corked) {
      this.#corked = true;
      this.#socket.cork();
      process.nextTick(() => {
        this.#corked = false;
        this.#socket.uncork();
      });
    }
    this.#socket.write(frame);
  }

  destroy(): void {
    this.#left = true;
    this.#socket.destroy();
  }

  #receive(data: Buffer): void {
    const bytes = this.#rest === null ? data : Buffer.concat([this.#rest, data]);
    let at = 0;
    while (bytes.length - at >= 2) {
      const kind = bytes[at] ?? 0;
      let start = at + 2;
      let length = bytes[at + 1] ?? 0;
      if (length === 126) {
        if (bytes.length < at + 4) break;
        length = bytes.readUInt16BE(at + 2);
        start = at + 4;
      } else if (length === 127) {
        if (bytes.length < at + 10) break;
        length = Number(bytes.readBigUInt64BE(at + 2));
        start = at + 10;
      }
      if (bytes.length < start + length) break;
      this.#take(kind, bytes.subarray(start, start + length));
      at = start + length;
    }
    this.#rest = at === bytes.length ? null : Buffer.from(bytes.subarray(at));
  }

  #take(kind: number, payload: Buffer): void {
    switch (kind) {
      case binaryFrame:
        this.#onMessage(payload);
        return;
      case 0x88:
        this.#end = `${payload.length < 2 ? "" : payload.readUInt16BE(0)} ${payload.subarray(2)}`.trim();
        this.#socket.end();
        return;
      case 0x89:
        this.#socket.write(frameOf(pongFrame, payload));
        return;
      case pongFrame:
        return;
      default:
        this.#socket.destroy(new Error(`an unexpected frame: ${kind}`));
    }
  }
}

/** A binary message as a frame of a client, masked with zeros. */
export function clientFrame(message: Uint8Array): Buffer {
  return frameOf(binaryFrame, message);
}

function frameOf(kind: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const extra = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const frame = Buffer.alloc(2 + extra + 4 + length);
  frame[0] = kind;
  frame[1] = masked | (extra === 0 ? length : extra === 2 ? 126 : 127);
  if (extra === 2) frame.writeUInt16BE(length, 2);
  if (extra === 8) frame.writeBigUInt64BE(BigInt(length), 2);
  frame.set(payload, 2 + extra + 4);
  return frame;
}
