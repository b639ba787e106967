import { randomUUID } from "node:crypto";
import { WebSocket } from "ws";
import type { Position } from "../../shared/log/append.ts";
import { type DocMessage, encodeFrames, type Frame } from "../../shared/protocol/frames.ts";
import { subprotocol, syncPath } from "../../shared/protocol/version.ts";

/** A seat as a process of the load carries it. */
export type Guest = { token: string; personId: string };

/** A guest who may write in a chat, after this entry of it. */
export type Writer = Guest & { chat: string; tail: Position };

/** How a try to open a socket ended: open, or the status that the upgrade was refused with (0: cut). */
export type Opened = { socket: WebSocket; status: 101 } | { socket: null; status: number };

/** Opens a socket as a guest, `/sync` unless a path is given. Never rejects. */
export function openSocket(
  port: number,
  { token }: { token: string },
  path: string = syncPath,
): Promise<Opened> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, path === syncPath ? [subprotocol] : [], {
    headers: { authorization: `Bearer ${token}` },
    perMessageDeflate: false,
    handshakeTimeout: 20_000,
  });
  socket.binaryType = "nodebuffer";
  return new Promise((resolve) => {
    let status = 0;
    socket.on("unexpected-response", (_request, response) => {
      status = response.statusCode ?? 0;
      socket.terminate();
    });
    socket.on("error", () => resolve({ socket: null, status }));
    socket.once("open", () => resolve({ socket, status: 101 }));
    socket.once("close", () => resolve({ socket: null, status }));
  });
}

export function hello(device: string = randomUUID(), cursor = 0): Uint8Array {
  const text = JSON.stringify({ t: "hello", cursor, serverId: null, device });
  return encodeFrames([{ channel: "control", text }]);
}

export function about(doc: string, message: DocMessage): Uint8Array {
  const frame: Frame = { channel: "doc", doc, message };
  return encodeFrames([frame]);
}

/** A step 1 that has nothing. */
export function askFor(doc: string): Uint8Array {
  return about(doc, { type: "step1", stateVector: new Uint8Array([0]) });
}

/** Sends when less than `most` bytes wait in this process; false when there was no room or nobody to send to. */
export function sendIfRoom(socket: WebSocket, bytes: Uint8Array, most = 4 * 1024 * 1024): boolean {
  if (socket.readyState !== WebSocket.OPEN || socket.bufferedAmount > most) return false;
  socket.send(bytes);
  return true;
}

/** Lets timers and sockets have their turn. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
