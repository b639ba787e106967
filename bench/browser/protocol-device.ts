import { WebSocket } from "ws";
import { controlDown, parseControl } from "../../shared/protocol/control.ts";
import { decodeFrames, encodeFrames } from "../../shared/protocol/frames.ts";
import { subprotocol } from "../../shared/protocol/version.ts";

/** Milliseconds after which a catch-up is taken not to end. */
const caughtUpWithinMs = 60_000;

/** What a device has stored. */
export type Cursor = { cursor: number; serverId: string | null };
/** From `hello` to `caughtUp`: the server's and the wire's part, for a device that stores nothing. */
export type CaughtUp = { ms: number; bytesDown: number; updates: number; at: Cursor };

/** Signs in over HTTP. @returns the header that proves it */
export async function bearerOf(origin: string, email: string, password: string): Promise<string> {
  const answer = await fetch(`${origin}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { origin, "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  const cookies = answer.headers.getSetCookie().join(";");
  const token = /session_token=([^;]+)/.exec(cookies)?.[1];
  if (token === undefined) throw new Error(`sign-in answered ${answer.status}`);
  return `Bearer ${decodeURIComponent(token)}`;
}

/** Connects with a cursor, reads until the server says that it is caught up, and hangs up. */
export function catchUp(origin: string, authorization: string, from: Cursor): Promise<CaughtUp> {
  const { promise, resolve, reject } = Promise.withResolvers<CaughtUp>();
  const socket = new WebSocket(`${origin.replace("http", "ws")}/sync`, subprotocol, {
    headers: { authorization },
  });
  socket.binaryType = "nodebuffer";
  const timer = setTimeout(() => reject(new Error("never caught up")), caughtUpWithinMs);
  let began = 0;
  let bytesDown = 0;
  let updates = 0;
  let { serverId } = from;
  socket.on("open", () => {
    began = performance.now();
    const hello = { t: "hello", ...from, device: crypto.randomUUID() };
    socket.send(encodeFrames([{ channel: "control", text: JSON.stringify(hello) }]));
  });
  socket.on("message", (data) => {
    if (!(data instanceof Buffer)) return;
    bytesDown += data.length;
    for (const frame of decodeFrames(new Uint8Array(data))) {
      if (frame.channel === "doc") {
        if (frame.message.type === "update") updates++;
        continue;
      }
      const parsed = parseControl(controlDown, frame.text);
      if (!parsed.ok) continue;
      if (parsed.message.t === "welcome") serverId = parsed.message.serverId;
      if (parsed.message.t === "caughtUp") {
        const at = { cursor: parsed.message.cursor, serverId };
        resolve({ ms: performance.now() - began, bytesDown, updates, at });
      }
    }
  });
  socket.on("error", reject);
  return promise.finally(() => {
    clearTimeout(timer);
    socket.terminate();
  });
}
